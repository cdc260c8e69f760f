namespace Hitl.Memory;

/// <summary>Stores new memories: by id, then by hash, then by what is close to them.</summary>
/// <param name="storage">Where they are stored.</param>
/// <param name="gate">The lock of their scope.</param>
/// <param name="merger">Says what close memories are to each other; null when they are not merged.</param>
/// <param name="options">The options.</param>
internal sealed class MemoryCreation(MemoryStorage storage, ScopeLock gate, MemoryMerger? merger, LongTermMemoryOptions options)
{
    /// <summary>How many neighbours of a memory are looked at.</summary>
    public const int MaxNeighbours = 10;

    /// <summary>Stores memories.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="fresh">The memories in their stored form, each with its vector.</param>
    /// <param name="given">The memories as they were given.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels it before anything is written.</param>
    public async Task<IReadOnlyList<MemoryWrite>> RunAsync(
        MemoryScope scope, IReadOnlyList<StoredMemory> fresh, IReadOnlyList<NewMemory> given, long now, CancellationToken cancellationToken)
    {
        var plan = new WritePlan();
        var known = await storage.GetAsync(scope, fresh.Select(memory => memory.Id), cancellationToken).ConfigureAwait(false);
        var same = await SameAsync(scope, fresh, known, cancellationToken).ConfigureAwait(false);
        var written = new List<(StoredMemory Memory, MemoryWriteOutcome Outcome, IReadOnlyList<string> Superseded)>();
        for (var i = 0; i < fresh.Count; i++)
        {
            written.Add(
                known.TryGetValue(fresh[i].Id, out var old) && (old.IsActive || old.Hash == fresh[i].Hash)
                    ? old.IsActive ? Overwrite(plan, old, fresh[i], given[i]) : (await SuccessorAsync(scope, old, cancellationToken).ConfigureAwait(false), MemoryWriteOutcome.Duplicate, [])
                : Same(plan, same, fresh[i]) is { } duplicate ? Extend(plan, duplicate, fresh[i], now)
                : await PlaceAsync(scope, plan, fresh[i], now, cancellationToken).ConfigureAwait(false));
        }

        await storage.UpsertAsync(gate, plan.Writes, cancellationToken).ConfigureAwait(false);
        return [.. written.Select(write => new MemoryWrite(MemoryMapping.ToRecord(plan.Current(write.Memory)), write.Outcome, write.Superseded))];
    }

    private async Task<Dictionary<string, StoredMemory>> SameAsync(
        MemoryScope scope, IReadOnlyList<StoredMemory> fresh, Dictionary<string, StoredMemory> known, CancellationToken cancellationToken)
    {
        var same = new Dictionary<string, StoredMemory>(StringComparer.Ordinal);
        var (hashes, key) = (fresh.Where(memory => !known.ContainsKey(memory.Id)).Select(memory => memory.Hash).Distinct(StringComparer.Ordinal).ToList(), scope.Key);
        foreach (var page in hashes.Chunk(100).Select(chunk => chunk.ToList()))
        {
            await foreach (var memory in storage.FindAsync(scope, memory => page.Contains(memory.Hash) && memory.Active == key, 0, 1000, null, includeVectors: true, cancellationToken).ConfigureAwait(false))
            {
                // The oldest counts, should there be several.
                if (!same.TryGetValue(memory.Hash, out var other) || memory.CreatedAt < other.CreatedAt)
                {
                    same[memory.Hash] = memory;
                }
            }
        }

        return same;
    }

    private static StoredMemory? Same(WritePlan plan, Dictionary<string, StoredMemory> same, StoredMemory fresh) =>
        plan.Active.FirstOrDefault(memory => memory.Hash == fresh.Hash)
        ?? (same.TryGetValue(fresh.Hash, out var stored) && plan.Current(stored).IsActive ? plan.Current(stored) : null);

    private static (StoredMemory, MemoryWriteOutcome, IReadOnlyList<string>) Overwrite(WritePlan plan, StoredMemory old, StoredMemory fresh, NewMemory given)
    {
        fresh.PersistedAt = old.PersistedAt;
        fresh.AccessCount = old.AccessCount;
        fresh.LastAccessed = old.LastAccessed;
        fresh.Supersedes = old.Supersedes;
        fresh.IsMerge = old.IsMerge;
        fresh.KeptApart = old.KeptApart;
        fresh.ValidFrom = old.ValidFrom;
        if (given.CreatedAt is null)
        {
            fresh.CreatedAt = old.CreatedAt;
        }

        plan.Add(fresh);
        return (fresh, MemoryWriteOutcome.Overwritten, []);
    }

    // What was to be stored is there already. What it knows beyond that is kept.
    private static (StoredMemory, MemoryWriteOutcome, IReadOnlyList<string>) Extend(WritePlan plan, StoredMemory same, StoredMemory fresh, long now)
    {
        var extended = same.Copy();
        extended.Topics = MemoryMapping.Distinct([.. same.Topics, .. fresh.Topics]);
        extended.Entities = MemoryMapping.Distinct([.. same.Entities, .. fresh.Entities]);
        extended.ExtractedFrom = MemoryMapping.Distinct([.. same.ExtractedFrom, .. fresh.ExtractedFrom]);
        extended.EventDate ??= fresh.EventDate;
        extended.Pinned |= fresh.Pinned;
        if (extended.Topics.Length != same.Topics.Length || extended.Entities.Length != same.Entities.Length || extended.ExtractedFrom.Length != same.ExtractedFrom.Length
            || extended.EventDate != same.EventDate || extended.Pinned != same.Pinned)
        {
            extended.UpdatedAt = now;
            plan.Add(extended);
        }

        return (extended, MemoryWriteOutcome.Duplicate, []);
    }

    private async Task<(StoredMemory, MemoryWriteOutcome, IReadOnlyList<string>)> PlaceAsync(
        MemoryScope scope, WritePlan plan, StoredMemory fresh, long now, CancellationToken cancellationToken)
    {
        if (merger is not null && options.MergeSimilar)
        {
            var near = await NeighboursAsync(scope, plan, fresh, cancellationToken).ConfigureAwait(false);
            if (near.FirstOrDefault(item => item.Memory.Supersedes.Contains(fresh.Id)).Memory is { IsMerge: true } begun)
            {
                // A merge that was interrupted after its first record.
                return await FinishAsync(scope, plan, begun, fresh, now, cancellationToken).ConfigureAwait(false);
            }

            var group = MemoryMerger.Group(fresh, near, options.MergeDistance);
            if (group.Find(member => member.Pinned) is { } pinned)
            {
                group = [pinned];
            }

            if (group.Count > 0)
            {
                return await MergeAsync(plan, group, fresh, now, cancellationToken).ConfigureAwait(false);
            }
        }

        plan.Add(fresh);
        return (fresh, MemoryWriteOutcome.Created, []);
    }

    private async Task<IReadOnlyList<(StoredMemory Memory, double Distance)>> NeighboursAsync(
        MemoryScope scope, WritePlan plan, StoredMemory fresh, CancellationToken cancellationToken)
    {
        var (key, type) = (scope.Key, fresh.Type);
        var near = await storage.NearestAsync(
            scope, fresh.Embedding, memory => memory.Active == key && memory.Type == type, 0, MaxNeighbours, options.MergeDistance, includeVectors: true, cancellationToken).ConfigureAwait(false);
        return
        [
            .. near.Select(item => (Memory: plan.Current(item.Memory), item.Distance)).Where(item => item.Memory.IsActive),
            .. plan.Active.Where(memory => near.TrueForAll(item => item.Memory.Id != memory.Id)).Select(memory => (memory, MemoryMerger.Distance(memory, fresh))),
        ];
    }

    private async Task<(StoredMemory, MemoryWriteOutcome, IReadOnlyList<string>)> MergeAsync(
        WritePlan plan, List<StoredMemory> group, StoredMemory fresh, long now, CancellationToken cancellationToken)
    {
        var verdict = await merger!.JudgeAsync(group, fresh, cancellationToken).ConfigureAwait(false);
        if (group[0].Pinned)
        {
            // A pinned memory stays as it is; only what says nothing else than it is not stored beside it.
            return verdict.Relation == MergeRelation.Same ? Extend(plan, group[0], fresh, now) : Created(plan, fresh);
        }

        switch (verdict.Relation)
        {
            case MergeRelation.Distinct:
                return Created(plan, fresh);
            case MergeRelation.Contradicts:
                fresh.Supersedes = [.. group.Select(member => member.Id)];
                Write(plan, fresh, group, now);
                return (fresh, MemoryWriteOutcome.Contradicted, fresh.Supersedes);
            default:
                var merged = await merger.MergeAsync([.. group.OrderBy(member => member.CreatedAt), fresh], verdict, now, cancellationToken).ConfigureAwait(false);
                Write(plan, merged, [fresh, .. group], now);
                return (merged, MemoryWriteOutcome.Merged, [.. group.Select(member => member.Id)]);
        }
    }

    private async Task<(StoredMemory, MemoryWriteOutcome, IReadOnlyList<string>)> FinishAsync(
        MemoryScope scope, WritePlan plan, StoredMemory merged, StoredMemory fresh, long now, CancellationToken cancellationToken)
    {
        var members = await storage.GetAsync(scope, merged.Supersedes, cancellationToken).ConfigureAwait(false);
        Write(plan, merged, [fresh, .. members.Values.Where(member => member.IsActive)], now);
        return (merged, MemoryWriteOutcome.Merged, [.. merged.Supersedes.Where(id => id != fresh.Id)]);
    }

    private async Task<StoredMemory> SuccessorAsync(MemoryScope scope, StoredMemory memory, CancellationToken cancellationToken)
    {
        for (var seen = new HashSet<string>(StringComparer.Ordinal) { memory.Id }; memory.SupersededBy is { } next && seen.Add(next);)
        {
            var found = await storage.GetAsync(scope, [next], cancellationToken).ConfigureAwait(false);
            if (!found.TryGetValue(next, out var successor))
            {
                break;
            }

            memory = successor;
        }

        return memory;
    }

    private static (StoredMemory, MemoryWriteOutcome, IReadOnlyList<string>) Created(WritePlan plan, StoredMemory fresh)
    {
        plan.Add(fresh);
        return (fresh, MemoryWriteOutcome.Created, []);
    }

    // What takes the place of others is written before they go: if the rest is lost there is something twice, and nothing is missing.
    private static void Write(WritePlan plan, StoredMemory successor, IEnumerable<StoredMemory> superseded, long now)
    {
        plan.Add(successor);
        foreach (var memory in superseded)
        {
            plan.Add(memory.Superseded(successor.Id, now));
        }
    }
}
