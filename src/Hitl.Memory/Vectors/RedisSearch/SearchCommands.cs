using System.Globalization;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The queries of one collection. None of them has a time limit on the server: one that ended early would answer with a part of the truth.</summary>
/// <param name="database">The database.</param>
/// <param name="open">The collection.</param>
/// <param name="model">Its model.</param>
internal sealed class SearchCommands(IDatabase database, OpenSearchCollection open, RecordModel model)
{
    private static readonly object[] Common = ["TIMEOUT", 0, "DIALECT", 2];

    /// <summary>Reads the first records that a query finds.</summary>
    /// <param name="query">The query.</param>
    /// <param name="ordinals">The fields that are read; the key always is.</param>
    /// <param name="top">How many records.</param>
    public async Task<SearchRows> FirstAsync(string query, IReadOnlyList<int> ordinals, int top) =>
        Rows(await ExecuteAsync("FT.AGGREGATE", open.Index, query, Load(ordinals), ["LIMIT", 0, top, .. Common]).ConfigureAwait(false));

    /// <summary>Reads the first records that a query finds, in the order of a numeric field.</summary>
    public async Task<SearchRows> FirstAsync(string query, IReadOnlyList<int> ordinals, int top, string number, bool ascending) =>
        Rows(await ExecuteAsync("FT.AGGREGATE", open.Index, query, Load(ordinals),
            ["SORTBY", 2, "@" + number, ascending ? "ASC" : "DESC", "MAX", top, "LIMIT", 0, top, .. Common]).ConfigureAwait(false));

    /// <summary>How many records there are.</summary>
    public async Task<long> CountAsync() =>
        (long)SearchReply.Field(await database.ExecuteAsync("FT.INFO", open.Index).ConfigureAwait(false), "num_docs")!;

    /// <summary>Reads the records whose vector is closest to another one, in no order.</summary>
    /// <param name="filter">The query that they must meet; null for all.</param>
    /// <param name="field">The field of the vector.</param>
    /// <param name="vector">The other vector.</param>
    /// <param name="count">How many.</param>
    /// <param name="effort">How much of the index is looked at; null where that is always all of it.</param>
    /// <param name="ordinals">The fields that are read; the key always is.</param>
    public async Task<SearchRows> NearestAsync(string? filter, string field, ReadOnlyMemory<float> vector, int count, SearchEffort? effort, IReadOnlyList<int> ordinals)
    {
        // With a filter, be it one that all meet, the server can be told to compare each vector.
        var (among, how) = effort switch
        {
            null => (filter is null ? "*" : $"({filter})", ""),
            { IsExact: true } => ($"({filter ?? SearchFilter.All})", " HYBRID_POLICY ADHOC_BF"),
            { } links => (filter is null ? "*" : $"({filter})", string.Create(CultureInfo.InvariantCulture, $" EF_RUNTIME {links.Exploration}")),
        };
        var query = string.Create(CultureInfo.InvariantCulture, $"{among}=>[KNN {count} {SearchFilter.Name(field)} $vector{how}]");
        return Rows(await ExecuteAsync("FT.AGGREGATE", open.Index, query, Load(ordinals),
            ["PARAMS", 2, "vector", VectorValues.ToBytes(vector.Span), .. Common]).ConfigureAwait(false));
    }

    /// <summary>How many records a query finds.</summary>
    public static async Task<long> CountAsync(IDatabase database, RedisKey index, string query) =>
        SearchReply.Total(await database.ExecuteAsync("FT.SEARCH", [index, query, "NOCONTENT", "LIMIT", 0, 0, .. Common]).ConfigureAwait(false));

    /// <summary>The keys of the records that a query finds.</summary>
    public static async Task<IReadOnlyList<string>> KeysAsync(IDatabase database, RedisKey index, string query, int skip, int top) =>
    [
        .. SearchReply.Keys(await database.ExecuteAsync(
            "FT.SEARCH",
            [index, query, "NOCONTENT", "LIMIT", skip, top, .. Common]).ConfigureAwait(false)),
    ];

    /// <summary>The keys of the records that a query with parameters finds, with their text scores, the best first.</summary>
    public static async Task<IReadOnlyList<(string Key, double Score)>> ScoredAsync(IDatabase database, RedisKey index, string query, int skip, int top, object[] parameters) =>
    [
        .. SearchReply.Scored(await database.ExecuteAsync(
            "FT.SEARCH",
            [index, query, "NOCONTENT", "WITHSCORES", "LIMIT", skip, top, "PARAMS", parameters.Length, .. parameters, .. Common]).ConfigureAwait(false)),
    ];

    /// <summary>Reads all records that a query finds, a page at a time.</summary>
    public async IAsyncEnumerable<StoredRecord> AllAsync(string query, IReadOnlyList<int> ordinals)
    {
        var answer = await ExecuteAsync("FT.AGGREGATE", open.Index, query, Load(ordinals), ["WITHCURSOR", "COUNT", PageSize, .. Common]).ConfigureAwait(false);
        var cursor = (long)answer[1];
        try
        {
            while (true)
            {
                foreach (var record in Rows(answer[0]).Records)
                {
                    yield return record;
                }

                if (cursor == 0)
                {
                    break;
                }

                answer = await database.ExecuteAsync("FT.CURSOR", "READ", open.Index, cursor, "COUNT", PageSize).ConfigureAwait(false);
                cursor = (long)answer[1];
            }
        }
        finally
        {
            if (cursor != 0)
            {
                await database.ExecuteAsync("FT.CURSOR", "DEL", open.Index, cursor).ConfigureAwait(false);
            }
        }
    }

    private const int PageSize = 500;

    private Task<RedisResult> ExecuteAsync(string command, RedisKey index, string query, object[] load, object[] rest) =>
        database.ExecuteAsync(command, [index, query, .. load, .. rest]);

    private object[] Load(IReadOnlyList<int> ordinals)
    {
        var load = new List<object> { "LOAD", 3 * ordinals.Count };
        foreach (var ordinal in ordinals)
        {
            load.AddRange(["@" + model.FieldNames[ordinal], "AS", Name(ordinal)]);
        }

        return [.. load];
    }

    private SearchRows Rows(RedisResult answer)
    {
        var records = new List<StoredRecord>();
        var count = 0;
        foreach (var row in SearchReply.Rows(answer))
        {
            count++;
            var values = new RedisValue[model.FieldNames.Length];
            for (var i = 0; i + 1 < row.Length; i += 2)
            {
                if ((string?)row[i] is { Length: > 1 } name && name[0] == 'r' && int.TryParse(name.AsSpan(1), CultureInfo.InvariantCulture, out var ordinal))
                {
                    values[ordinal] = (RedisValue)row[i + 1];
                }
            }

            // A record that expired, or was deleted on the way, has no values.
            if (StoredRecord.Exists(values))
            {
                records.Add(new StoredRecord(model, values[0]!, values));
            }
        }

        return new(records, count);
    }

    private static string Name(int ordinal) => "r" + ordinal.ToString(CultureInfo.InvariantCulture);
}
