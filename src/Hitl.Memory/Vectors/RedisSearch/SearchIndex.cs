using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Makes the indexes of collections, and waits for them.</summary>
/// <param name="time">What is waited with.</param>
internal sealed class SearchIndex(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>How the server compares vectors for a distance function.</summary>
    /// <returns>The name of the metric, or null when it has none.</returns>
    public static string? Metric(VectorDistance distance) => distance.Name switch
    {
        DistanceFunction.CosineSimilarity or DistanceFunction.CosineDistance => "COSINE",
        DistanceFunction.DotProductSimilarity or DistanceFunction.NegativeDotProductSimilarity => "IP",
        DistanceFunction.EuclideanDistance or DistanceFunction.EuclideanSquaredDistance => "L2",
        _ => null,
    };

    /// <summary>The algorithm for a vector property.</summary>
    /// <exception cref="NotSupportedException">Its index kind is not one of those of the server.</exception>
    public static string Algorithm(VectorField field) => Metric(field.Distance) is null ? SearchSettings.None : field.IndexKind switch
    {
        null or IndexKind.Hnsw or IndexKind.Dynamic => SearchSettings.Hnsw,
        IndexKind.Flat => SearchSettings.Flat,
        var kind => throw new NotSupportedException(
            $"Property '{field.Name}' has the index kind '{kind}'. Redis Search has {IndexKind.Hnsw} (the default, also for {IndexKind.Dynamic}) and {IndexKind.Flat}."),
    };

    /// <summary>Waits until the index covers all records. One that is missing is made: after the head of a collection, or because someone dropped it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="open">The collection.</param>
    /// <param name="fields">The fields of the index.</param>
    /// <param name="isEmpty">Whether the collection cannot have records yet: then the server need not look for them among all of its keys.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task EnsureReadyAsync(IDatabase database, OpenSearchCollection open, SearchFields fields, bool isEmpty, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await IsIndexingAsync(database, open.Index).ConfigureAwait(false))
            {
                case null:
                    await CreateAsync(database, open.Index, Definition(open, fields, isEmpty)).ConfigureAwait(false);
                    isEmpty = false;
                    break;
                case false:
                    return;
                default:
                    await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>Drops the index of a generation with all its records, in pages, so that the server never stands still. Several may do it at once.</summary>
    public static async Task DropAsync(IDatabase database, GenerationKeys keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var open = new OpenSearchCollection("", keys, new([], 0, 0, ""));
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (await IsIndexingAsync(database, open.Index).ConfigureAwait(false))
            {
                case null:
                    // Any index leads to what is left; the tags are in all records.
                    await CreateAsync(database, open.Index, [.. Head(open), .. TagField()]).ConfigureAwait(false);
                    continue;
                case true:
                    await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                    continue;
            }

            try
            {
                while (await SearchCommands.KeysAsync(database, open.Index, "*", 0, PageSize).ConfigureAwait(false) is { Count: > 0 } page)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await database.ExecuteAsync("UNLINK", [.. page.Select(key => (object)keys.Record(keys.RecordKey(key)))]).ConfigureAwait(false);
                }

                await database.ExecuteAsync("FT.DROPINDEX", open.Index).ConfigureAwait(false);
            }
            catch (RedisServerException e) when (IsMissing(e))
            {
            }

            return;
        }
    }

    /// <summary>Whether an error says that there is no such index.</summary>
    public static bool IsMissing(RedisServerException exception) =>
        exception.Message.Contains("no such index", StringComparison.OrdinalIgnoreCase) || exception.Message.Contains("Unknown index name", StringComparison.OrdinalIgnoreCase);

    private const int PageSize = 500;

    // Null when there is no index.
    private static async Task<bool?> IsIndexingAsync(IDatabase database, RedisKey index)
    {
        try
        {
            var info = await database.ExecuteAsync("FT.INFO", index).ConfigureAwait(false);
            return SearchReply.Field(info, "indexing") is { } indexing && (string?)indexing != "0";
        }
        catch (RedisServerException e) when (IsMissing(e))
        {
            return null;
        }
    }

    private static async Task CreateAsync(IDatabase database, RedisKey index, object[] definition)
    {
        try
        {
            await database.ExecuteAsync("FT.CREATE", [index, .. definition]).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase))
        {
        }
    }

    private static object[] Definition(OpenSearchCollection open, SearchFields fields, bool isEmpty)
    {
        var definition = new List<object>(Head(open, isEmpty));
        definition.AddRange(TagField());
        foreach (var number in fields.Numbers)
        {
            definition.AddRange([number, "NUMERIC", "SORTABLE"]);
        }

        foreach (var text in fields.Texts)
        {
            definition.AddRange([text, "TEXT"]);
        }

        foreach (var ((field, name), algorithm) in fields.Vectors.Zip(open.Settings.Algorithms))
        {
            if (algorithm == SearchSettings.None)
            {
                continue;
            }

            object[] links = algorithm == SearchSettings.Hnsw ? ["M", open.Settings.Links, "EF_CONSTRUCTION", open.Settings.BuildExploration] : [];
            object[] common = ["TYPE", "FLOAT32", "DIM", field.Dimensions, "DISTANCE_METRIC", Metric(field.Distance)!];
            definition.AddRange([field.StorageName, "AS", name, "VECTOR", algorithm, common.Length + links.Length, .. common, .. links]);
        }

        return [.. definition];
    }

    // All words count: which ones say nothing is a matter of the language.
    private static object[] Head(OpenSearchCollection open, bool isEmpty = false) =>
    [
        "ON", "HASH", "PREFIX", 1, (RedisKey)open.Keys.RecordPrefix,
        .. open.Settings.Language.Length > 0 ? (object[])["LANGUAGE", open.Settings.Language] : [],
        "MAXTEXTFIELDS", "STOPWORDS", 0, .. isEmpty ? (object[])["SKIPINITIALSCAN"] : [], "SCHEMA",
    ];

    private static object[] TagField() => [SearchFields.Tags, "TAG", "CASESENSITIVE", "SEPARATOR", SearchFields.TagSeparator];
}
