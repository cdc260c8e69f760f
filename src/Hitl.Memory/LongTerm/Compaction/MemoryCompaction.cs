namespace Hitl.Memory;

/// <summary>Merges stored memories that say the same, and finishes merges that were interrupted. Its cost follows what has changed.</summary>
internal sealed class MemoryCompaction(MemoryStorage storage, MemoryMerger merger, ScopeLocks locks, LongTermMemoryOptions options, TimeProvider time)
{
    /// <summary>Compacts what has changed in a scope since a time.</summary>
    public async Task<CompactionReport> RunAsync(MemoryScope scope, DateTimeOffset? changedSince, CancellationToken cancellationToken)
    {
        var (key, since) = (scope.Key, changedSince?.ToUnixTimeMilliseconds() ?? 0);
        var changed = await storage.FindAsync(
                scope, memory => memory.Active == key && memory.UpdatedAt >= since, 0, int.MaxValue, null, includeVectors: false, cancellationToken)
            .OrderBy(memory => memory.Supersedes.Length == 0).ThenBy(memory => memory.UpdatedAt).Select(memory => memory.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
        var merged = 0;
        foreach (var id in changed)
        {
            var gate = await locks.AcquireAsync(scope, cancellationToken).ConfigureAwait(false);
            await using (gate.ConfigureAwait(false))
            {
                merged += await CompactAsync(gate, scope, id, cancellationToken).ConfigureAwait(false);
            }
        }

        return new(changed.Count, merged);
    }

    private async Task<int> CompactAsync(ScopeLock gate, MemoryScope scope, string id, CancellationToken cancellationToken)
    {
        var found = await storage.GetAsync(scope, [id], cancellationToken).ConfigureAwait(false);
        if (!found.TryGetValue(id, out var memory) || !memory.IsActive)
        {
            return 0;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var unfinished = (await storage.GetAsync(scope, memory.Supersedes, cancellationToken).ConfigureAwait(false)).Values.Where(member => member.IsActive && !member.Pinned).ToList();
        if (unfinished.Count > 0)
        {
            await storage.UpsertAsync(gate, [.. unfinished.Select(member => member.Superseded(memory.Id, now))], cancellationToken).ConfigureAwait(false);
            return unfinished.Count;
        }

        return memory.Pinned ? 0 : await MergeAsync(gate, scope, memory, now, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> MergeAsync(ScopeLock gate, MemoryScope scope, StoredMemory memory, long now, CancellationToken cancellationToken)
    {
        var (key, type) = (scope.Key, memory.Type);
        var near = await storage.NearestAsync(
            scope, memory.Embedding, other => other.Active == key && other.Type == type, 0, MemoryCreation.MaxNeighbours + 1, options.CompactionDistance, includeVectors: true, cancellationToken).ConfigureAwait(false);
        var group = MemoryMerger.Group(memory, near.Where(item => !item.Memory.Pinned), options.CompactionDistance);
        if (group.Count == 0)
        {
            return 0;
        }

        StoredMemory[] members = [.. group.Append(memory).OrderBy(member => member.CreatedAt).ThenBy(member => member.Id, StringComparer.Ordinal)];
        var newest = members[^1];
        var verdict = Array.TrueForAll(members, member => member.Text == newest.Text)
            ? new MergeVerdict { Relation = MergeRelation.Same, Text = newest.Text }
            : await merger.JudgeAsync(members[..^1], newest, cancellationToken).ConfigureAwait(false);
        switch (verdict.Relation)
        {
            case MergeRelation.Distinct:
                return 0;
            case MergeRelation.Contradicts:
                var standing = newest.Copy();
                standing.Supersedes = MemoryMapping.Distinct([.. newest.Supersedes, .. members[..^1].Select(member => member.Id)]);
                standing.UpdatedAt = now;
                await storage.UpsertAsync(gate, [standing, .. members[..^1].Select(member => member.Superseded(newest.Id, now))], cancellationToken).ConfigureAwait(false);
                return members.Length - 1;
            default:
                var merged = await merger.MergeAsync(members, verdict, now, cancellationToken).ConfigureAwait(false);
                await storage.UpsertAsync(gate, [merged, .. members.Select(member => member.Superseded(merged.Id, now))], cancellationToken).ConfigureAwait(false);
                return members.Length;
        }
    }
}
