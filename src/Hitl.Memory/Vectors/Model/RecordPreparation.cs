using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Checks records, makes their vectors and writes down what is stored of them: all of it before the first one is written.</summary>
internal static class RecordPreparation
{
    /// <summary>Prepares a batch. When a key occurs twice, the later record counts, as if they were written one after the other.</summary>
    /// <exception cref="VectorRecordException">A record is not right; its key and the property are named.</exception>
    /// <exception cref="EmbeddingFailedException">A generator failed.</exception>
    public static async Task<IReadOnlyCollection<PreparedRecord>> PrepareAsync(RecordModel model, IReadOnlyList<object> records, CancellationToken cancellationToken)
    {
        var keys = new string[records.Count];
        for (var i = 0; i < records.Count; i++)
        {
            keys[i] = ReadKey(model, records[i], i);
        }

        var vectors = new float[]?[records.Count][];
        for (var i = 0; i < records.Count; i++)
        {
            vectors[i] = new float[]?[model.Vectors.Count];
        }

        for (var v = 0; v < model.Vectors.Count; v++)
        {
            await ReadVectorsAsync(model.Vectors[v], v, records, keys, vectors, cancellationToken).ConfigureAwait(false);
        }

        var prepared = new Dictionary<string, PreparedRecord>(records.Count, StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            prepared[keys[i]] = Prepare(model, records[i], keys[i], vectors[i]);
        }

        return prepared.Values;
    }

    private static string ReadKey(RecordModel model, object record, int index)
    {
        if (record is null)
        {
            throw new VectorRecordException($"Record {index} of the batch is null.");
        }

        model.Key.Generate(record);
        var key = Read(model.Key, record, null);
        return key is null
            ? throw new VectorRecordException($"Record {index} of the batch has no key (property '{model.Key.Name}').") { PropertyName = model.Key.Name }
            : model.Key.Encode(key);
    }

    private static async Task ReadVectorsAsync(
        VectorField field, int index, IReadOnlyList<object> records, string[] keys, float[]?[][] vectors, CancellationToken cancellationToken)
    {
        var sources = new List<object>();
        var owners = new List<int>();
        for (var i = 0; i < records.Count; i++)
        {
            var value = Read(field, records[i], keys[i]);
            if (value is null)
            {
                if (!field.IsOptional)
                {
                    throw Invalid(keys[i], field.Name, "it has no vector");
                }
            }
            else if (field.IsGenerated && VectorValues.TryRead(value) is null)
            {
                sources.Add(value);
                owners.Add(i);
            }
            else
            {
                vectors[i][index] = Checked(field, keys[i], VectorValues.TryRead(value)!.Value);
            }
        }

        if (sources.Count == 0)
        {
            return;
        }

        var generated = await field.GenerateAsync(sources, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < owners.Count; i++)
        {
            vectors[owners[i]][index] = Checked(field, keys[owners[i]], generated[i]);
        }
    }

    private static float[] Checked(VectorField field, string key, ReadOnlyMemory<float> vector) =>
        field.FindFault(vector.Span) is { } fault ? throw Invalid(key, field.Name, fault) : vector.ToArray();

    private static PreparedRecord Prepare(RecordModel model, object record, string key, float[]?[] vectors)
    {
        var values = new object?[model.Data.Count];
        var fields = new List<HashEntry>(model.FieldNames.Length) { new(model.Key.StorageName, StoredText.Encode(key)) };
        for (var i = 0; i < values.Length; i++)
        {
            var field = model.Data[i];
            var value = values[i] = Read(field, record, key);
            RedisValue stored;
            try
            {
                stored = field.Encode(value);
            }
            catch (ArgumentException e)
            {
                throw Invalid(key, field.Name, e.Message, e);
            }

            if (!stored.IsNull)
            {
                fields.Add(new(field.StorageName, stored));
            }
        }

        for (var i = 0; i < vectors.Length; i++)
        {
            if (vectors[i] is { } vector)
            {
                fields.Add(new(model.Vectors[i].StorageName, VectorValues.ToBytes(vector)));
            }
        }

        return new PreparedRecord(key, [.. fields], values, vectors);
    }

    private static object? Read(IRecordProperty property, object record, string? key)
    {
        try
        {
            return property.Read(record);
        }
        catch (InvalidCastException e)
        {
            throw Invalid(key ?? "", property.Name, e.Message, e);
        }
    }

    private static VectorRecordException Invalid(string key, string property, string reason, Exception? inner = null) =>
        new($"The record '{StoredRecord.Shown(key)}' cannot be written because of its property '{property}': {reason}", inner)
        {
            RecordKey = key,
            PropertyName = property,
        };
}
