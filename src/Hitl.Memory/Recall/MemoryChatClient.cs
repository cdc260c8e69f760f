using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>
/// A chat client that gives each request what is remembered. The request's own messages and options are not changed. The memory is looked for with the first
/// request, because it may ask this client itself.
/// </summary>
internal sealed class MemoryChatClient(IChatClient innerClient, Lazy<AgentMemory> memory, MemoryChatOptions options) : DelegatingChatClient(innerClient)
{
    private readonly MemoryRecall _recall = new(memory, options);

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (_recall.Context(options) is not { } context)
        {
            return await base.GetResponseAsync(messages, Own(options), cancellationToken).ConfigureAwait(false);
        }

        var said = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var request = await _recall.HydrateAsync(context, said, cancellationToken).ConfigureAwait(false);
        var response = await base.GetResponseAsync(request, Own(options), cancellationToken).ConfigureAwait(false);
        await _recall.SaidAsync(context, said, response.Messages, cancellationToken).ConfigureAwait(false);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (_recall.Context(options) is not { } context)
        {
            await foreach (var update in base.GetStreamingResponseAsync(messages, Own(options), cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }

            yield break;
        }

        var said = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var request = await _recall.HydrateAsync(context, said, cancellationToken).ConfigureAwait(false);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in base.GetStreamingResponseAsync(request, Own(options), cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
            yield return update;
        }

        await _recall.SaidAsync(context, said, updates.ToChatResponse().Messages, cancellationToken).ConfigureAwait(false);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType == typeof(AgentMemory) ? memory.Value : base.GetService(serviceType, serviceKey);
    }

    // Providers need not know whose memory it is.
    private static ChatOptions? Own(ChatOptions? options)
    {
        if (options?.AdditionalProperties?.ContainsKey(MemoryContext.Key) is not true)
        {
            return options;
        }

        var own = options.Clone();
        own.AdditionalProperties!.Remove(MemoryContext.Key);
        return own;
    }
}
