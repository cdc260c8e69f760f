using System.Linq.Expressions;

namespace Hitl.Memory;

/// <summary>Finds what a policy says is to be forgotten.</summary>
internal sealed class MemoryForgetting(MemoryStorage storage)
{
    /// <summary>The ids of the memories to forget, the oldest first. What is read follows the indexes of the times, unless there is a budget.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(MemoryScope scope, ForgettingPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var passed = new List<StoredMemory>();
        var kept = new List<(StoredMemory Memory, double Recency)>();
        await foreach (var memory in storage.FindAsync(scope, Condition(scope, policy, now), 0, int.MaxValue, null, includeVectors: false, cancellationToken).ConfigureAwait(false))
        {
            if (memory.Pinned)
            {
                continue;
            }

            var (created, accessed) = (MemoryMapping.Time(memory.CreatedAt), MemoryMapping.Time(memory.LastAccessed));
            if (policy.IsPassed(now - created, now - accessed))
            {
                passed.Add(memory);
            }
            else if (policy.Budget is not null && memory.IsActive)
            {
                kept.Add((memory, policy.Weights.Of(accessed, created, now)));
            }
        }

        if (policy.Budget is { } budget)
        {
            passed.AddRange(kept.OrderByDescending(item => item.Recency).ThenBy(item => item.Memory.Id, StringComparer.Ordinal).Skip(budget).Select(item => item.Memory));
        }

        return [.. passed.OrderBy(memory => memory.CreatedAt).Select(memory => memory.Id)];
    }

    private static Expression<Func<StoredMemory, bool>> Condition(MemoryScope scope, ForgettingPolicy policy, DateTimeOffset now)
    {
        var (key, types) = (scope.Key, policy.Types.Select(MemoryMapping.Name).Distinct().ToList());
        Expression<Func<StoredMemory, bool>> condition = types.Count == Enum.GetValues<MemoryType>().Length
            ? memory => memory.Scope == key
            : memory => memory.Scope == key && types.Contains(memory.Type);
        if (policy.Budget is not null)
        {
            return condition;
        }

        var (oldest, idlest) = (Before(now, policy.MaxAge), Before(now, policy.MaxInactivity));
        return policy.MaxAge is not null ? condition.And(memory => memory.CreatedAt < oldest) : condition.And(memory => memory.LastAccessed < idlest);
    }

    private static long Before(DateTimeOffset now, TimeSpan? limit) =>
        limit is { } span && span.Ticks < now.UtcTicks ? (now - span).ToUnixTimeMilliseconds() : DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
}
