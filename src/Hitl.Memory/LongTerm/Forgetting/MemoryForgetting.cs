using System.Linq.Expressions;

namespace Hitl.Memory;

/// <summary>Finds what a policy says is to be forgotten. What is read follows that, and not how much is remembered.</summary>
internal sealed class MemoryForgetting(MemoryStorage storage)
{
    private const int MinRead = 32;

    /// <summary>The ids of the memories to forget, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(MemoryScope scope, ForgettingPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var forgotten = await PassedAsync(scope, policy, now, cancellationToken).ConfigureAwait(false);
        if (policy.Budget is { } budget)
        {
            forgotten.AddRange(await SurplusAsync(scope, policy, budget, forgotten, now, cancellationToken).ConfigureAwait(false));
        }

        return [.. forgotten.OrderBy(memory => memory.CreatedAt).Select(memory => memory.Id)];
    }

    /// <summary>What has passed the limits of time.</summary>
    private async Task<List<StoredMemory>> PassedAsync(MemoryScope scope, ForgettingPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (policy is { MaxAge: null, MaxInactivity: null })
        {
            return [];
        }

        return await storage.FindAsync(scope, Passed(scope, policy, now), 0, int.MaxValue, null, includeVectors: false, cancellationToken)
            .Where(memory => !memory.Pinned && policy.IsPassed(now - MemoryMapping.Time(memory.CreatedAt), now - MemoryMapping.Time(memory.LastAccessed)))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is beyond the budget besides what is forgotten anyway: the least recent.</summary>
    /// <remarks>
    /// Recency falls with the time since the last access and with the age. So the memories are met in the order of each of the two, the
    /// longest time first, until those that were met in neither cannot be less recent than what was found.
    /// </remarks>
    private async Task<IReadOnlyList<StoredMemory>> SurplusAsync(
        MemoryScope scope, ForgettingPolicy policy, int budget, IReadOnlyList<StoredMemory> passed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kinds = policy.Types.Select(type => StoredMemory.EvictableAs(MemoryMapping.Name(type), scope.Key)).Distinct().ToList();
        Expression<Func<StoredMemory, bool>> evictable = memory => kinds.Contains(memory.Evictable);
        var surplus = await storage.CountAsync(scope, evictable, cancellationToken).ConfigureAwait(false) - passed.Count(memory => memory.IsActive) - budget;
        if (surplus <= 0)
        {
            return [];
        }

        var gone = passed.Select(memory => memory.Id).ToHashSet(StringComparer.Ordinal);
        for (var read = MinRead + (2 * (surplus + gone.Count)); ; read *= 2)
        {
            var top = (int)Math.Min(int.MaxValue, read);
            var idlest = await storage.FindAsync(scope, evictable, 0, top, by => by.Ascending(memory => memory.LastAccessed), includeVectors: false, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            var oldest = await storage.FindAsync(scope, evictable, 0, top, by => by.Ascending(memory => memory.CreatedAt), includeVectors: false, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            var least = idlest.UnionBy(oldest, memory => memory.Id).Where(memory => !gone.Contains(memory.Id))
                .OrderBy(memory => Recency(memory.LastAccessed, memory.CreatedAt)).ThenByDescending(memory => memory.Id, StringComparer.Ordinal)
                .Take((int)Math.Min(int.MaxValue, surplus)).ToList();
            if (idlest.Count < top || (least.Count == surplus
                && Recency(least[^1].LastAccessed, least[^1].CreatedAt) <= Recency(idlest[^1].LastAccessed, oldest[^1].CreatedAt)))
            {
                return least;
            }
        }

        double Recency(long accessed, long created) => policy.Weights.Of(MemoryMapping.Time(accessed), MemoryMapping.Time(created), now);
    }

    private static Expression<Func<StoredMemory, bool>> Passed(MemoryScope scope, ForgettingPolicy policy, DateTimeOffset now)
    {
        var (key, types) = (scope.Key, policy.Types.Select(MemoryMapping.Name).Distinct().ToList());
        Expression<Func<StoredMemory, bool>> condition = types.Count == Enum.GetValues<MemoryType>().Length
            ? memory => memory.Scope == key
            : memory => memory.Scope == key && types.Contains(memory.Type);
        var (ancient, oldest, idlest) = (Before(now, policy.MaxAge, ForgettingPolicy.HardAgeFactor), Before(now, policy.MaxAge), Before(now, policy.MaxInactivity));
        return condition.And((policy.MaxAge, policy.MaxInactivity) switch
        {
            ({ }, { }) => memory => memory.CreatedAt < ancient || (memory.CreatedAt < oldest && memory.LastAccessed < idlest),
            ({ }, null) => memory => memory.CreatedAt < oldest,
            _ => memory => memory.LastAccessed < idlest,
        });
    }

    private static long Before(DateTimeOffset now, TimeSpan? limit, int times = 1) => limit is { } span && span.Ticks < now.UtcTicks / times
        ? (now - (span * times)).ToUnixTimeMilliseconds()
        : DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
}
