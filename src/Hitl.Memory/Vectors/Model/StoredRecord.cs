using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A record as it was read from the server: filters and scores are computed on it before a record is made of it.</summary>
internal sealed class StoredRecord
{
    private readonly RecordModel _model;
    private readonly RedisValue[] _values;
    private readonly object?[] _decoded;

    /// <param name="model">The model.</param>
    /// <param name="key">The text of its key.</param>
    /// <param name="values">The stored values in the order of <see cref="RecordModel.FieldNames"/>; what is missing at the end was not read.</param>
    public StoredRecord(RecordModel model, string key, RedisValue[] values)
    {
        _model = model;
        _values = values;
        _decoded = new object?[model.Data.Count + 1];
        Key = key;
    }

    /// <summary>The text of its key.</summary>
    public string Key { get; }

    /// <summary>Which writing of the record this is, where the store keeps that.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether there is such a record: its key is stored with it, so it has one value at least.</summary>
    public static bool Exists(RedisValue[] values) => !values[0].IsNull;

    /// <summary>The value of the key or a data property.</summary>
    /// <exception cref="VectorRecordException">What is stored is no value of it.</exception>
    public object? Value(RecordField field)
    {
        if (_decoded[field.Ordinal] is { } decoded)
        {
            return decoded;
        }

        try
        {
            return _decoded[field.Ordinal] = field is DataField data ? data.Decode(_values[field.Ordinal]) : _model.Key.Decode(Key);
        }
        catch (FormatException e)
        {
            throw new VectorRecordException($"The record '{Shown(Key)}' cannot be read: its property '{field.Name}' is no {field.Type.Name}: {e.Message}", e)
            {
                RecordKey = Key,
                PropertyName = field.Name,
            };
        }
    }

    /// <summary>A vector.</summary>
    /// <returns>The vector, or null when the record has none or it was not read.</returns>
    /// <exception cref="VectorRecordException">What is stored is no vector of the property.</exception>
    public float[]? Vector(VectorField field)
    {
        if (field.Ordinal >= _values.Length || VectorValues.FromBytes(_values[field.Ordinal]) is not { } vector)
        {
            return null;
        }

        return vector.Length == field.Dimensions
            ? vector
            : throw new VectorRecordException($"The record '{Shown(Key)}' cannot be read: its vector '{field.Name}' has {vector.Length} dimensions and the property has {field.Dimensions}.")
            {
                RecordKey = Key,
                PropertyName = field.Name,
            };
    }

    /// <summary>The record, with those vectors that were read.</summary>
    public TRecord ToRecord<TRecord>(bool includeVectors)
        where TRecord : class
    {
        var record = _model.NewRecord<TRecord>();
        _model.Key.Write(record, Value(_model.Key));
        foreach (var field in _model.Data)
        {
            field.Write(record, Value(field));
        }

        if (includeVectors)
        {
            foreach (var field in _model.Vectors)
            {
                if (Vector(field) is { } vector)
                {
                    field.Write(record, vector);
                }
            }
        }

        return record;
    }

    /// <summary>A key for messages: on one line, and not too long.</summary>
    public static string Shown(string key) => (key.Length <= 64 ? key : key[..64] + "...").ReplaceLineEndings(" ");
}
