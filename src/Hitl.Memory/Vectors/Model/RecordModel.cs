using System.Collections.Frozen;
using System.Linq.Expressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The properties of a collection's records and their stored forms.</summary>
internal sealed class RecordModel
{
    private readonly CollectionModel _model;
    private readonly FrozenDictionary<string, RecordField> _fields;

    private RecordModel(CollectionModel model)
    {
        _model = model;
        var ordinal = 0;
        Key = new KeyField(model.KeyProperty, ordinal++);
        Data = [.. model.DataProperties.Select(property => new DataField(property, ordinal++))];
        Vectors = [.. model.VectorProperties.Select(property => new VectorField(property, ordinal++))];
        DataNames = [Key.StorageName, .. Data.Select(field => (RedisValue)field.StorageName)];
        FieldNames = [.. DataNames, .. Vectors.Select(field => (RedisValue)field.StorageName)];
        Indexed = [.. Data.Where(field => field.IsIndexed).OrderBy(field => field.StorageName, StringComparer.Ordinal)];
        _fields = Data.Append<RecordField>(Key).ToFrozenDictionary(field => field.Name);
    }

    public KeyField Key { get; }

    public IReadOnlyList<DataField> Data { get; }

    /// <summary>The indexed data, by stored name: the same order wherever the schema is the same.</summary>
    public IReadOnlyList<DataField> Indexed { get; }

    public IReadOnlyList<VectorField> Vectors { get; }

    /// <summary>The stored names of the key and of all data, in the order of <see cref="RecordField.Ordinal"/>.</summary>
    public RedisValue[] DataNames { get; }

    /// <summary>As <see cref="DataNames"/>, followed by those of the vectors.</summary>
    public RedisValue[] FieldNames { get; }

    /// <summary>Whether a vector is made from another value, so that the value cannot be given back.</summary>
    public bool HasGeneratedVectors => _model.EmbeddingGenerationRequired;

    /// <summary>The model of a record type, or of dictionaries.</summary>
    /// <exception cref="InvalidOperationException">The definition does not fit the type.</exception>
    /// <exception cref="NotSupportedException">A property has a type that cannot be stored.</exception>
    public static RecordModel Build(Type recordType, Type keyType, VectorStoreCollectionDefinition? definition, IEmbeddingGenerator? generator)
    {
        if (recordType == typeof(Dictionary<string, object?>))
        {
            ArgumentNullException.ThrowIfNull(definition);
            return new(new RecordModelBuilder().BuildDynamic(definition, definition.EmbeddingGenerator ?? generator));
        }

        return new(new RecordModelBuilder().Build(recordType, keyType, definition, generator));
    }

    /// <summary>The key or data property of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none; a vector is no such property.</exception>
    public RecordField Field(string name) => _fields.TryGetValue(name, out var field)
        ? field
        : throw new InvalidOperationException(Vectors.Any(vector => vector.Name == name)
            ? $"'{name}' is a vector property; filters and orders take the key and data properties."
            : $"The record has no property '{name}'.");

    public TRecord NewRecord<TRecord>() => _model.CreateRecord<TRecord>();

    /// <summary>The key or data property that a lambda selects.</summary>
    /// <exception cref="InvalidOperationException">It selects something else.</exception>
    public RecordField Select<TRecord>(Expression<Func<TRecord, object?>> selector) => Field(_model.GetDataOrKeyProperty(selector).ModelName);

    /// <summary>The vector property that search options name, or the only one.</summary>
    /// <exception cref="InvalidOperationException">There is none, or there are several and none is named.</exception>
    public VectorField SelectVector<TRecord>(VectorSearchOptions<TRecord> options)
    {
        var name = _model.GetVectorPropertyOrSingle(options).ModelName;
        return Vectors.First(vector => vector.Name == name);
    }

    /// <summary>The full-text property that hybrid search options name, or the only one.</summary>
    /// <exception cref="InvalidOperationException">There is none, or there are several and none is named.</exception>
    public DataField SelectFullText<TRecord>(Expression<Func<TRecord, object?>>? selector) =>
        (DataField)Field(_model.GetFullTextDataPropertyOrSingle(selector).ModelName);
}
