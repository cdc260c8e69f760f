using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// Writes and deletes records with their vectors. An element comes before the record that names it and goes after it: whatever fails in
/// between leaves an element that no record names, which no search returns.
/// </summary>
/// <param name="keys">The keys of the collection.</param>
/// <param name="model">Its model.</param>
/// <param name="options">Its options.</param>
/// <param name="expiry">When records expire.</param>
/// <param name="time">The clock that revisions are dated with.</param>
internal sealed class VectorSetWriter(CollectionKeys keys, RecordModel model, RedisVectorSetCollectionOptions options, RecordExpiry expiry, TimeProvider time)
{
    private const int BatchSize = 128;
    private const int MaxTidied = 100;

    /// <summary>Writes records.</summary>
    /// <returns>False when the generation is gone, and what of it was not written.</returns>
    public async Task<bool> WriteAsync(IDatabase database, VectorServer server, OpenCollection open, IReadOnlyCollection<PreparedRecord> records, CancellationToken cancellationToken)
    {
        if (expiry.IsUsed)
        {
            await TidyExpiredAsync(database, server, open).ConfigureAwait(false);
        }

        foreach (var batch in records.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await WriteBatchAsync(database, server, open, batch).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Deletes records.</summary>
    /// <returns>False when the generation is gone.</returns>
    public async Task<bool> DeleteAsync(IDatabase database, VectorServer server, OpenCollection open, IReadOnlyList<string> records, CancellationToken cancellationToken)
    {
        foreach (var batch in records.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await DeleteAsync(database, server, open, batch, unlessThere: false).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Tidies up after records that turned out to be gone: they expired.</summary>
    public Task TidyAsync(IDatabase database, VectorServer server, OpenCollection open, IEnumerable<string> gone) =>
        DeleteAsync(database, server, open, [.. gone.Take(MaxTidied)], unlessThere: true);

    /// <summary>Removes elements that no record names. Young ones are left alone: the record may be on its way.</summary>
    public async Task TidyAsync(IDatabase database, VectorServer server, OpenCollection open, VectorField field, IEnumerable<string> elements)
    {
        var commands = new VectorSetCommands(database, server, open.Settings);
        var old = time.GetUtcNow() - TimeSpan.FromHours(1);
        var set = open.Keys.Vectors(field.StorageName);
        await Task.WhenAll(elements.Take(MaxTidied)
            .Where(element => ElementName.TimeOf(ElementName.Split(element).Revision) < old)
            .Select(element => commands.RemoveAsync(set, element))).ConfigureAwait(false);
    }

    private async Task TidyExpiredAsync(IDatabase database, VectorServer server, OpenCollection open)
    {
        var expired = await database.SortedSetRangeByScoreAsync(
            open.Keys.Expiring, stop: time.GetUtcNow().ToUnixTimeMilliseconds(), take: MaxTidied).ConfigureAwait(false);
        if (expired.Length > 0)
        {
            await TidyAsync(database, server, open, expired.Select(key => (string)key!)).ConfigureAwait(false);
        }
    }

    private async Task<bool> WriteBatchAsync(IDatabase database, VectorServer server, OpenCollection open, PreparedRecord[] batch)
    {
        var commands = new VectorSetCommands(database, server, open.Settings);
        var now = time.GetUtcNow();
        var revisions = batch.Select(_ => ElementName.NewRevision(now)).ToArray();
        await Task.WhenAll(batch.SelectMany((record, i) => Add(commands, server, open, record, revisions[i]))).ConfigureAwait(false);
        var replaced = await Task.WhenAll(batch.Select((record, i) =>
            database.ScriptEvaluateAsync(VectorSetScripts.Write, Keys(open, record.Key), Arguments(open, record, revisions[i])))).ConfigureAwait(false);
        if (replaced.Any(revision => revision.IsNull))
        {
            await RemoveAsync(commands, Elements(open, batch.Select((record, i) => (revisions[i], record.Key)))).ConfigureAwait(false);
            return false;
        }

        await RemoveAsync(commands, Elements(open, batch.Select((record, i) => ((string)replaced[i]!, record.Key)))).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> DeleteAsync(IDatabase database, VectorServer server, OpenCollection open, string[] records, bool unlessThere)
    {
        var deleted = await Task.WhenAll(records.Select(record => database.ScriptEvaluateAsync(
            VectorSetScripts.Delete, Keys(open, record), [open.Generation, record, unlessThere]))).ConfigureAwait(false);
        if (deleted.Any(revision => revision.IsNull))
        {
            return false;
        }

        await RemoveAsync(
            new VectorSetCommands(database, server, open.Settings),
            Elements(open, records.Select((record, i) => ((string)deleted[i]!, record)))).ConfigureAwait(false);
        return true;
    }

    private IEnumerable<Task> Add(VectorSetCommands commands, VectorServer server, OpenCollection open, PreparedRecord record, string revision)
    {
        var attributes = server.IsEmbedded || model.Vectors.Count == 0 ? null : AttributeValues.Json(model, record);
        var element = ElementName.Of(revision, record.Key);
        for (var i = 0; i < record.Vectors.Length; i++)
        {
            if (record.Vectors[i] is { } vector && VectorSetFit.HasDirection(vector))
            {
                yield return commands.AddAsync(open.Keys.Vectors(model.Vectors[i].StorageName), element, vector, attributes, options.BuildExploration);
            }
        }
    }

    private IEnumerable<(RedisKey Set, RedisValue Element)> Elements(OpenCollection open, IEnumerable<(string Revision, string Key)> records) =>
        from record in records
        where record.Revision.Length > 0
        from field in model.Vectors
        select (open.Keys.Vectors(field.StorageName), ElementName.Of(record.Revision, record.Key));

    private static Task RemoveAsync(VectorSetCommands commands, IEnumerable<(RedisKey Set, RedisValue Element)> elements) =>
        Task.WhenAll(elements.Select(element => commands.RemoveAsync(element.Set, element.Element)));

    private RedisKey[] Keys(OpenCollection open, string record) =>
    [
        keys.Head, open.Keys.Record(record), open.Keys.Members, open.Keys.Expiring, open.Keys.Traces,
        .. model.Indexed.Select(field => open.Keys.Index(field.StorageName)),
    ];

    private RedisValue[] Arguments(OpenCollection open, PreparedRecord record, string revision)
    {
        var (at, after) = expiry.Of(record);
        var flags = VectorSetFit.Flags(model, record);
        var arguments = new RedisValue[7 + flags.Count + (2 * record.Fields.Length)];
        arguments[0] = open.Generation;
        arguments[1] = record.Key;
        arguments[2] = revision;
        arguments[3] = at is { } deadline ? deadline : RedisValue.EmptyString;
        arguments[4] = after is { } delay ? delay : RedisValue.EmptyString;
        arguments[5] = Pack(record);
        arguments[6] = flags.Count;
        var next = 7;
        foreach (var flag in flags)
        {
            arguments[next++] = flag;
        }

        foreach (var field in record.Fields)
        {
            arguments[next++] = field.Name;
            arguments[next++] = field.Value;
        }

        return arguments;
    }

    // For each entry: the number of the index, the length of the text in bytes, the text.
    private string Pack(PreparedRecord record)
    {
        var packed = new StringBuilder();
        for (var i = 0; i < model.Indexed.Count; i++)
        {
            var field = model.Indexed[i];
            foreach (var text in IndexText.Of(field, record.Values[field.Ordinal - 1]))
            {
                packed.Append(CultureInfo.InvariantCulture, $"{i + 1}:{Encoding.UTF8.GetByteCount(text)}:{text}");
            }
        }

        return packed.ToString();
    }
}
