using System.Text.Json;

namespace Hitl.Memory;

/// <summary>What a collection in Redis was made for. It is written when the collection is made, and later users are held to it.</summary>
/// <param name="Version">The version of the stored form, see <see cref="CurrentVersion"/>.</param>
/// <param name="Kind">Which store made it.</param>
/// <param name="Properties">The properties, under their stored names.</param>
internal sealed record CollectionSchema(int Version, string Kind, IReadOnlyList<SchemaProperty> Properties)
{
    /// <summary>The version of the form of collections and records that this code writes.</summary>
    public const int CurrentVersion = 1;

    public static CollectionSchema Of(RecordModel model, string kind) => new(CurrentVersion, kind,
    [
        new(model.Key.StorageName, SchemaRole.Key) { Type = model.Key.ScalarType.Name },
        .. model.Data.Select(field => new SchemaProperty(field.StorageName, SchemaRole.Data)
        {
            Type = field.ScalarType.Name + (field.IsCollection || field.IsBytes ? "[]" : ""),
            Indexed = field.IsIndexed,
            FullText = field.IsFullTextIndexed,
        }),
        .. model.Vectors.Select(field => new SchemaProperty(field.StorageName, SchemaRole.Vector)
        {
            Dimensions = field.Dimensions,
            Distance = field.Distance.Name,
        }),
    ]);

    public static CollectionSchema Parse(string json) => JsonSerializer.Deserialize(json, SchemaJson.Default.CollectionSchema)!;

    public string ToJson() => JsonSerializer.Serialize(this, SchemaJson.Default.CollectionSchema);

    /// <summary>Throws when a collection that was made with another schema cannot be used with this one.</summary>
    /// <remarks>
    /// A data property that is new and not indexed is no difference: records without it have its default. What the collection has
    /// and this schema lacks is one, because it would be lost when records are written.
    /// </remarks>
    /// <param name="stored">The schema of the collection.</param>
    /// <param name="collection">Its name.</param>
    /// <exception cref="CollectionSchemaException">They differ.</exception>
    public void ThrowIfDifferent(CollectionSchema stored, string collection)
    {
        if (stored.Version > Version)
        {
            throw Different(collection, null, $"it was written by a newer version of this library (form {stored.Version}; this one writes {Version})");
        }

        if (stored.Kind != Kind)
        {
            throw Different(collection, null, $"it was made by the store for {stored.Kind} and is used with the one for {Kind}");
        }

        var theirs = stored.Properties.ToDictionary(property => property.Name);
        foreach (var ours in Properties)
        {
            if (!theirs.Remove(ours.Name, out var their))
            {
                if (ours.Role != SchemaRole.Data || ours.Indexed || ours.FullText)
                {
                    throw Different(collection, ours.Name, $"it was made without the property '{ours.Name}' ({ours.Describe()})");
                }
            }
            else if (ours != their)
            {
                throw Different(collection, ours.Name, $"its property '{ours.Name}' is {their.Describe()} and not {ours.Describe()}");
            }
        }

        if (theirs.Values.FirstOrDefault() is { } left)
        {
            throw Different(collection, left.Name, $"it has a property '{left.Name}' ({left.Describe()}), which this schema lacks");
        }
    }

    private static CollectionSchemaException Different(string collection, string? property, string difference) => new(
        $"The collection '{collection}' was made with another schema: {difference}. Use the schema it was made with, another collection name, or delete the collection.")
    {
        CollectionName = collection,
        PropertyName = property,
        VectorStoreSystemName = VectorOperations.SystemName,
    };
}
