using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>Searches the memories of a scope and ranks them.</summary>
/// <remarks>
/// Ranks are made among the <see cref="Pool"/> best matches; what comes after them is in the order of the match alone. So the order of
/// all results is one and the same whatever page is asked for.
/// </remarks>
internal sealed class MemorySearcher(MemoryStorage storage, MemoryEmbedder embedder, TimeProvider time)
{
    /// <summary>How many of the best matches are ranked.</summary>
    public const int Pool = 100;

    /// <summary>Searches.</summary>
    /// <returns>The page, and the memories on it in their stored form.</returns>
    public async Task<(MemoryPage Page, IReadOnlyList<StoredMemory> Found)> RunAsync(MemoryScope scope, MemorySearch search, CancellationToken cancellationToken)
    {
        search.ThrowIfInvalid();
        var vector = search.IsListing || search.Mode == MemorySearchMode.Keyword ? default : await embedder.EmbedAsync(search.Text!, cancellationToken).ConfigureAwait(false);
        var (filter, relaxed) = (search.Filter, false);
        var matches = await MatchesAsync(scope, search, filter, vector, cancellationToken).ConfigureAwait(false);
        if (matches.Count == 0 && search is { RelaxFilter: true, Offset: 0, Filter: { } hard } && hard.Strict != hard)
        {
            (filter, relaxed) = (hard.Strict, true);
            matches = await MatchesAsync(scope, search, filter, vector, cancellationToken).ConfigureAwait(false);
        }

        var page = search.IsListing ? matches : [.. Ranked(matches, search).Skip(search.Offset)];
        var hasMore = page.Count > search.Limit;
        var shown = page.Take(search.Limit).ToList();
        var total = search.IncludeTotal ? await CountAsync(scope, search, filter, vector, cancellationToken).ConfigureAwait(false) : (long?)null;
        var results = shown.Select(match => new MemorySearchResult(
            MemoryMapping.ToRecord(match.Memory), match.Score, match.Distance, search.Explain ? match.Explanation : null));
        return (new([.. results], hasMore ? search.Offset + search.Limit : null, total, relaxed), [.. shown.Select(match => match.Memory)]);
    }

    /// <summary>How many memories match.</summary>
    private async Task<long> CountAsync(MemoryScope scope, MemorySearch search, MemoryFilter? filter, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        var condition = MemoryConditions.Of(scope, filter, search.ValidAt);
        if (!search.IsListing && search.DistanceThreshold is { } threshold)
        {
            return (await storage.NearestAsync(scope, vector, condition, 0, int.MaxValue, threshold, includeVectors: false, cancellationToken).ConfigureAwait(false)).Count;
        }

        if (!search.IsListing && search.Mode == MemorySearchMode.Keyword)
        {
            return (await KeywordAsync(scope, search, condition, int.MaxValue, cancellationToken).ConfigureAwait(false)).Count;
        }

        return await storage.CountAsync(scope, condition, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<MemoryMatch>> MatchesAsync(
        MemoryScope scope, MemorySearch search, MemoryFilter? filter, ReadOnlyMemory<float> vector, CancellationToken cancellationToken)
    {
        var condition = MemoryConditions.Of(scope, filter, search.ValidAt);
        if (search.IsListing)
        {
            var listed = storage.FindAsync(
                scope, condition, search.Offset, search.Limit + 1, order => order.Descending(memory => memory.CreatedAt).Ascending(memory => memory.Id), includeVectors: false, cancellationToken);
            return await listed.Select(memory => new MemoryMatch(memory)).ToListAsync(cancellationToken).ConfigureAwait(false);
        }

        var wanted = (int)Math.Max(Pool, Math.Min(int.MaxValue, (long)search.Offset + search.Limit + 1));
        return search.Mode switch
        {
            MemorySearchMode.Semantic => [.. (await storage.NearestAsync(scope, vector, condition, 0, wanted, search.DistanceThreshold, includeVectors: false, cancellationToken).ConfigureAwait(false))
                .Select(item => new MemoryMatch(item.Memory) { Distance = item.Distance, Match = 1 - item.Distance })],
            MemorySearchMode.Keyword => [.. (await KeywordAsync(scope, search, condition, wanted, cancellationToken).ConfigureAwait(false))
                .Select(item => new MemoryMatch(item.Memory) { TextScore = item.Score, TextPart = item.Score, Match = item.Score })],
            _ when search.Fusion == HybridFusion.ReciprocalRank => await ReciprocalAsync(scope, search, condition, vector, wanted, cancellationToken).ConfigureAwait(false),
            _ => await WeightedAsync(scope, search, condition, vector, wanted, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<List<MemoryMatch>> ReciprocalAsync(
        MemoryScope scope, MemorySearch search, Expression<Func<StoredMemory, bool>> condition, ReadOnlyMemory<float> vector, int wanted, CancellationToken cancellationToken)
    {
        var collection = await storage.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (collection.GetService(typeof(IKeywordHybridSearchable<StoredMemory>)) is not IKeywordHybridSearchable<StoredMemory> hybrid)
        {
            throw Wordless();
        }

        const double Best = 2d / 61;
        var found = hybrid.HybridSearchAsync(vector, Words(search.Text!), wanted, new() { Filter = condition }, cancellationToken);
        return await found.Where(item => item.Record.Scope == scope.Key)
            .Select(item => Math.Min(1, (item.Score ?? 0) / Best) is var score ? new MemoryMatch(item.Record) { TextScore = score, TextPart = score, Match = score } : null!)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<MemoryMatch>> WeightedAsync(
        MemoryScope scope, MemorySearch search, Expression<Func<StoredMemory, bool>> condition, ReadOnlyMemory<float> vector, int wanted, CancellationToken cancellationToken)
    {
        var worded = await KeywordAsync(scope, search, condition, wanted, cancellationToken).ConfigureAwait(false);
        var near = await storage.NearestAsync(scope, vector, condition, 0, wanted, null, includeVectors: false, cancellationToken).ConfigureAwait(false);
        var matches = near.ToDictionary(item => item.Memory.Id, item => new MemoryMatch(item.Memory) { Distance = item.Distance }, StringComparer.Ordinal);
        foreach (var (memory, score) in worded)
        {
            matches.TryAdd(memory.Id, new MemoryMatch(memory));
            matches[memory.Id].TextScore = score;
        }

        // What has the words and is not among the nearest: its own vector says how far it is.
        var missing = matches.Values.Where(match => match.Distance is null).Select(match => match.Memory.Id).ToList();
        foreach (var memory in (await storage.GetAsync(scope, missing, cancellationToken).ConfigureAwait(false)).Values)
        {
            matches[memory.Id].Distance = 1 - System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(memory.Embedding.Span, vector.Span);
        }

        foreach (var match in matches.Values)
        {
            match.TextPart = (1 - search.Alpha) * (match.TextScore ?? 0);
            match.Match = (search.Alpha * (1 - (match.Distance ?? 1))) + match.TextPart;
        }

        return [.. matches.Values.OrderByDescending(match => match.Match).ThenBy(match => match.Memory.Id, StringComparer.Ordinal)];
    }

    // The best has the score 1.
    private async Task<List<(StoredMemory Memory, double Score)>> KeywordAsync(
        MemoryScope scope, MemorySearch search, Expression<Func<StoredMemory, bool>> condition, int wanted, CancellationToken cancellationToken)
    {
        if (await storage.OpenAsync(cancellationToken).ConfigureAwait(false) is not RedisHybridCollection<string, StoredMemory> collection)
        {
            throw Wordless();
        }

        var found = await collection.KeywordSearchAsync(Words(search.Text!), wanted, new() { Filter = condition }, cancellationToken)
            .Where(item => item.Record.Scope == scope.Key).ToListAsync(cancellationToken).ConfigureAwait(false);
        var best = found.Count == 0 ? 0 : found.Max(item => item.Score ?? 0);
        return [.. found.Select(item => (item.Record, best > 0 ? (item.Score ?? 0) / best : 0))];
    }

    private IEnumerable<MemoryMatch> Ranked(List<MemoryMatch> matches, MemorySearch search)
    {
        var now = time.GetUtcNow();
        foreach (var match in matches)
        {
            match.Rank(search, now);
        }

        return matches.Take(Pool).OrderByDescending(match => match.Score).ThenBy(match => match.Memory.Id, StringComparer.Ordinal).Concat(matches.Skip(Pool));
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static NotSupportedException Wordless() => new(
        $"The vector store cannot be searched by words. Use {nameof(MemorySearchMode)}.{nameof(MemorySearchMode.Semantic)}, or a {nameof(RedisSearchStore)}.");
}
