using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Does one piece of background work. Each can be interrupted at any step and done again.</summary>
internal sealed class MemoryWork(MemorySettings settings, LongTermMemory longTerm, MemoryQueue queue)
{
    private const int PromotionBatch = 20;
    private const int ExtractionBatch = 200;
    private const int ContextMessages = 6;

    public Task RunAsync(WorkLease work, CancellationToken cancellationToken) => work.Kind switch
    {
        WorkKind.Promote => PromoteAsync(work.Subject, cancellationToken),
        WorkKind.Extract => ExtractAsync(work.Subject, cancellationToken),
        WorkKind.Summarize => SummarizeAsync(work.Subject, cancellationToken),
        WorkKind.Compact => CompactAsync(work, cancellationToken),
        _ => throw new StoreMismatchException($"The queue has work of an unknown kind: '{work.Name}'. Update this process."),
    };

    // Stored under their ids, then taken out of the outbox: done twice, they are overwritten with themselves.
    private async Task PromoteAsync(string threadId, CancellationToken cancellationToken)
    {
        var database = await settings.Redis.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        var entries = await RedisStore.CallAsync(database.HashGetAllAsync(WorkingMemoryKeys.Outbox(settings.Redis.Keys, threadId)), cancellationToken).ConfigureAwait(false);
        var items = entries.Select(entry => (Id: (string)entry.Name!, Json: (string)entry.Value!, Item: WorkingMemoryStore.ReadItem(entry.Value!))).OrderBy(entry => entry.Id, StringComparer.Ordinal);
        foreach (var batch in items.GroupBy(entry => entry.Item.Scope).SelectMany(group => group.Chunk(PromotionBatch)))
        {
            var scope = MemoryScope.Parse(batch[0].Item.Scope);
            var writes = await longTerm.CreateAsync(scope, [.. batch.Select(entry => entry.Item.Memory)], cancellationToken).ConfigureAwait(false);
            var stamped = batch.Zip(writes, (entry, write) => WorkingMemoryStore.Write(entry.Item with { PersistedAt = write.Memory.PersistedAt }));
            RedisValue[] values = [.. batch.Zip(stamped).SelectMany(pair => (RedisValue[])[pair.First.Id, pair.First.Json, pair.Second])];
            await new WorkingMemoryStore(settings.Redis, threadId, scope).RunAsync(WorkingMemoryScripts.Promoted, values, cancellationToken).ConfigureAwait(false);
        }

        if (entries.Length == 0)
        {
            await DropAsync(WorkKind.Promote, threadId, cancellationToken).ConfigureAwait(false);
        }
    }

    // What was found and the cursor behind it are written in one step.
    private async Task ExtractAsync(string threadId, CancellationToken cancellationToken)
    {
        while (await OpenAsync(threadId, cancellationToken).ConfigureAwait(false) is { } memory
            && settings.Model is { } model && settings.Extraction.Enabled
            && await memory.Store.ReadAsync(cancellationToken).ConfigureAwait(false) is { } snapshot && snapshot.Cursor < snapshot.Length)
        {
            var first = Math.Max(0, snapshot.Cursor - ContextMessages);
            var end = Math.Min(snapshot.Length, snapshot.Cursor + ExtractionBatch);
            var log = await memory.Store.LogAsync(first, end - first, cancellationToken).ConfigureAwait(false);
            var strategy = snapshot.Strategy ?? settings.Extraction.Strategy;
            var previous = strategy.Kind == ExtractionKind.Summary
                ? (await longTerm.GetAsync(memory.Scope, MemoryExtractor.SummaryId(threadId), cancellationToken).ConfigureAwait(false))?.Text
                : null;
            var extractor = new MemoryExtractor(new(model, settings.Extraction.Model), settings.Counter, settings.Working.SummarizingWindow, settings.LongTerm.MaxTextBytes);
            var found = await extractor.ExtractAsync(
                strategy, threadId, [.. log.Skip(snapshot.Cursor - first)], [.. log.Take(snapshot.Cursor - first)], previous, cancellationToken).ConfigureAwait(false);
            var now = settings.Time.GetUtcNow();
            RedisValue[] values =
            [
                snapshot.Uid,
                WorkingMemoryStore.Number(snapshot.Cursor),
                WorkingMemoryStore.Number(end),
                .. found.Select(memory => memory with { Id = memory.Id ?? Ulid.New(now), CreatedAt = now })
                    .SelectMany(item => (RedisValue[])[item.Id, WorkingMemoryStore.Write(new OutboxItem(memory.Scope.Key, item))]),
            ];
            await memory.Store.RunAsync(WorkingMemoryScripts.Extracted, values, cancellationToken).ConfigureAwait(false);
        }

        if (await OpenAsync(threadId, cancellationToken).ConfigureAwait(false) is not { } left
            || await left.Store.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } rest || rest.Cursor >= rest.Length || settings.Model is null || !settings.Extraction.Enabled)
        {
            await DropAsync(WorkKind.Extract, threadId, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SummarizeAsync(string threadId, CancellationToken cancellationToken)
    {
        if (settings.Model is not null && await OpenAsync(threadId, cancellationToken).ConfigureAwait(false) is { } memory)
        {
            await memory.SummarizeAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await DropAsync(WorkKind.Summarize, threadId, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CompactAsync(WorkLease work, CancellationToken cancellationToken)
    {
        var scope = MemoryScope.Parse(work.Subject);
        var since = await queue.CompactedAsync(work, cancellationToken).ConfigureAwait(false);

        // The clocks of the processes may differ from the server's.
        await longTerm.CompactAsync(scope, since - NewMemoryCheck.MaxSkew, cancellationToken).ConfigureAwait(false);
        await queue.CompactedAsync(work, settings.LongTerm.CompactionInterval, cancellationToken).ConfigureAwait(false);
    }

    // Null when the working memory is gone.
    private async Task<WorkingMemory?> OpenAsync(string threadId, CancellationToken cancellationToken) =>
        await ScopeAsync(threadId, cancellationToken).ConfigureAwait(false) is { } scope ? new WorkingMemory(threadId, scope, settings) : null;

    private async Task<MemoryScope?> ScopeAsync(string threadId, CancellationToken cancellationToken)
    {
        var database = await settings.Redis.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        var key = (string?)await RedisStore.CallAsync(database.HashGetAsync(WorkingMemoryKeys.State(settings.Redis.Keys, threadId), "scope"), cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(key) ? null : MemoryScope.Parse(key);
    }

    private async Task DropAsync(string kind, string threadId, CancellationToken cancellationToken)
    {
        // Of a working memory that is gone the queue of its scope is not known; that of the partition is what counts.
        var scope = await ScopeAsync(threadId, cancellationToken).ConfigureAwait(false) ?? new MemoryScope("-");
        await new WorkingMemoryStore(settings.Redis, threadId, scope).RunAsync(WorkingMemoryScripts.Drop, [kind], cancellationToken).ConfigureAwait(false);
    }
}
