using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Puts what is remembered into requests.</summary>
internal sealed class MemoryRecall(Lazy<AgentMemory> memory, MemoryChatOptions options)
{
    private readonly ConditionalWeakTable<ChatMessage, Recollection> _recent = [];

    /// <summary>What the memories of a scope say to a text; null when nothing does.</summary>
    public async Task<IReadOnlyList<MemorySearchResult>> FindAsync(MemoryScope scope, string text, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(text) ? [] : (await memory.Value.LongTerm.SearchAsync(scope, options.Search with { Text = text }, cancellationToken).ConfigureAwait(false)).Results;

    /// <summary>The messages of a request with what is remembered before the last one of the user.</summary>
    public async Task<List<ChatMessage>> HydrateAsync(MemoryContext context, IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
    {
        // What was recalled for an earlier request is not recalled twice.
        var request = messages.Where(message => !RecalledText.IsRecalled(message)).ToList();
        var last = request.FindLastIndex(message => message.Role == ChatRole.User);
        var query = last < 0 ? "" : RecalledText.Remove(request[last].Text);
        var recalled = await RecalledAsync(context, last < 0 ? null : request[last], query, goesOn: last < request.Count - 1, cancellationToken).ConfigureAwait(false);
        if (options.KeepConversation && context.ThreadId is { } thread)
        {
            var used = memory.Value.Settings.Counter.Count(request) + (recalled is null ? 0 : memory.Value.Settings.Counter.Count(recalled));
            var earlier = await memory.Value.Thread(thread, context.Scope).ReadForModelAsync(Math.Max(1, (options.TokenBudget ?? memory.Value.Settings.Working.Window) - used), cancellationToken).ConfigureAwait(false);
            request.InsertRange(0, earlier);
            last += last < 0 ? 0 : earlier.Count;
        }

        if (recalled is not null)
        {
            request.Insert(last, recalled);
        }

        return request;
    }

    // While tools are called for a message, what was recalled for it goes with it again.
    private async Task<ChatMessage?> RecalledAsync(MemoryContext context, ChatMessage? message, string query, bool goesOn, CancellationToken cancellationToken)
    {
        if (message is null)
        {
            return null;
        }

        if (goesOn && _recent.TryGetValue(message, out var before) && before.Scope == context.Scope)
        {
            return before.Recalled;
        }

        var recalled = MemoryPrompt.Message(await FindAsync(context.Scope, query, cancellationToken).ConfigureAwait(false));
        _recent.AddOrUpdate(message, new(context.Scope, recalled));
        return recalled;
    }

    /// <summary>Keeps what was said, or says that it was said.</summary>
    public Task SaidAsync(MemoryContext context, IEnumerable<ChatMessage> request, IEnumerable<ChatMessage> response, CancellationToken cancellationToken) =>
        context.ThreadId is not { } id ? Task.CompletedTask
        : options.KeepConversation ? memory.Value.Thread(id, context.Scope).AppendAsync(request.Concat(response), cancellationToken)
        : memory.Value.Thread(id, context.Scope).NoticeAsync(cancellationToken);

    /// <summary>Whose memory a request goes with. One that memory itself makes says that it is nobody's.</summary>
    public MemoryContext? Context(ChatOptions? chat) =>
        chat?.AdditionalProperties?.TryGetValue(MemoryContext.Key, out var given) is true
            ? given as MemoryContext
            : MemoryContext.Current ?? options.Context?.Invoke(chat);

    private sealed record Recollection(MemoryScope Scope, ChatMessage? Recalled);
}
