using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>
/// A model that does what the user writes: <c>"Note a, Pay b | Look c"</c> is a batch of two calls, then one of one call, then an
/// answer. A message with a colon is no plan: the model answers it at once.
/// </summary>
internal sealed class PlanModel : IChatClient
{
    private int _calls;

    /// <summary>How often the model was asked.</summary>
    public int Calls => _calls;

    /// <summary>The conversations that were sent.</summary>
    public List<IReadOnlyList<ChatMessage>> Asked { get; } = [];

    /// <summary>Is awaited before each answer, with the number of the batch: -1 for the answer in words.</summary>
    public Func<string, int, CancellationToken, Task>? BeforeAnswer { get; set; }

    /// <summary>The id of a call: the message's and the call's position.</summary>
    public Func<int, int, string> CallId { get; set; } = (message, call) => string.Create(CultureInfo.InvariantCulture, $"call-{message}-{call}");

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> log = [.. messages];
        Interlocked.Increment(ref _calls);
        lock (Asked)
        {
            Asked.Add(log);
        }

        var user = log.FindLastIndex(m => m.Role == ChatRole.User);
        var batches = log[user].Text.Contains(':', StringComparison.Ordinal) ? [] : log[user].Text.Split('|', StringSplitOptions.TrimEntries);
        var done = log.Skip(user).Count(m => m.Role == ChatRole.Assistant && m.Contents.OfType<FunctionCallContent>().Any());
        var batch = done < batches.Length ? done : -1;
        if (BeforeAnswer is { } wait)
        {
            await wait(log[user].Text, batch, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (batch < 0)
        {
            var results = log.Skip(user).SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.Result?.ToString());
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, "done: " + string.Join("; ", results)));
        }

        var calls = batches[batch].Split(',', StringSplitOptions.TrimEntries).Select((call, i) => Call(call, CallId(log.Count, i)));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. calls]));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static FunctionCallContent Call(string call, string id)
    {
        var words = call.Split(' ', 2);
        return new FunctionCallContent(id, "Till_" + words[0], new Dictionary<string, object?> { ["what"] = words[1] });
    }
}
