using Hitl.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.AI;

/// <summary>Gives requests to models what is remembered.</summary>
public static class MemoryChatClientBuilderExtensions
{
    /// <summary>
    /// Adds memory to the pipeline: each request gets the memories that fit its last message, as a system message before it, with marks that keep them from being
    /// extracted again. A request that nobody is named for goes as it is.
    /// </summary>
    /// <remarks>
    /// Add it after function invocation: then what is recalled is in no conversation that others see and keep, and a turn with tool calls searches once. Only
    /// with <see cref="MemoryChatOptions.KeepConversation"/> add it before, so that it keeps calls and results too.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="memory">The memory. Default: the registered one.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same builder.</returns>
    public static ChatClientBuilder UseMemory(this ChatClientBuilder builder, AgentMemory? memory = null, Action<MemoryChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new MemoryChatOptions();
        configure?.Invoke(options);
        return builder.Use((client, services) => new MemoryChatClient(client, new(() => memory ?? services.GetRequiredService<AgentMemory>()), options));
    }

    /// <summary>Says whose memory a request goes with. It counts before what <see cref="MemoryContext.Use"/> says.</summary>
    /// <param name="options">The options of the request.</param>
    /// <param name="scope">Whose memory.</param>
    /// <param name="threadId">The thread: 1 to 512 characters. Default: none.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions UseMemory(this ChatOptions options, MemoryScope scope, string? threadId = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.AdditionalProperties ??= [])[MemoryContext.Key] = new MemoryContext(scope, threadId);
        return options;
    }
}
