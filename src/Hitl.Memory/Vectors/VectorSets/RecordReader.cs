using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Reads records, many in one round trip.</summary>
internal sealed class RecordReader
{
    /// <summary>The field of a record that names its revision.</summary>
    public static readonly RedisValue Revision = "$r";

    private readonly RecordModel _model;
    private readonly int[] _ordinals;
    private readonly RedisValue[] _names;

    /// <param name="model">The model.</param>
    /// <param name="ordinals">The fields that are read; the key always is.</param>
    private RecordReader(RecordModel model, IEnumerable<int> ordinals)
    {
        _model = model;
        _ordinals = [.. ordinals.Prepend(0).Distinct().Order()];
        _names = [.. _ordinals.Select(ordinal => model.FieldNames[ordinal]), Revision];
    }

    /// <summary>A reader of all data, without vectors.</summary>
    public static RecordReader OfData(RecordModel model) => new(model, Enumerable.Range(0, model.DataNames.Length));

    /// <summary>A reader of everything.</summary>
    public static RecordReader OfAll(RecordModel model) => new(model, Enumerable.Range(0, model.FieldNames.Length));

    /// <summary>A reader of all data and one vector.</summary>
    public static RecordReader OfDataAnd(RecordModel model, VectorField vector) => new(model, Enumerable.Range(0, model.DataNames.Length).Append(vector.Ordinal));

    /// <summary>A reader of what a filter and a score are made from.</summary>
    public static RecordReader Of(RecordModel model, IEnumerable<RecordField> fields, VectorField vector) =>
        new(model, fields.Select(field => field.Ordinal).Append(vector.Ordinal));

    /// <summary>Reads records.</summary>
    /// <returns>A record, or null where there is none, for each key.</returns>
    public async Task<StoredRecord?[]> ReadAsync(IDatabase database, GenerationKeys keys, IReadOnlyList<string> records)
    {
        // A batch goes out in one piece.
        var batch = database.CreateBatch();
        var answers = new Task<RedisValue[]>[records.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = batch.HashGetAsync(keys.Record(records[i]), _names);
        }

        batch.Execute();

        var read = new StoredRecord?[records.Count];
        for (var i = 0; i < read.Length; i++)
        {
            var values = await answers[i].ConfigureAwait(false);
            if (StoredRecord.Exists(values))
            {
                read[i] = new StoredRecord(_model, records[i], Spread(values)) { Revision = values[^1] };
            }
        }

        return read;
    }

    private RedisValue[] Spread(RedisValue[] values)
    {
        if (_ordinals.Length == _ordinals[^1] + 1)
        {
            return values[..^1];
        }

        var spread = new RedisValue[_ordinals[^1] + 1];
        for (var i = 0; i < _ordinals.Length; i++)
        {
            spread[_ordinals[i]] = values[i];
        }

        return spread;
    }
}
