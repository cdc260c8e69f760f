using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Hitl.Memory;

/// <summary>Says which types the records of a collection may have.</summary>
internal sealed class RecordModelBuilder() : CollectionModelBuilder(Options)
{
    /// <summary>What stored names must not begin with: it marks what belongs to the store.</summary>
    public const char Reserved = '$';

    private static new readonly CollectionModelBuildingOptions Options = new()
    {
        RequiresAtLeastOneVector = false,
        SupportsMultipleVectors = true,
    };

    protected override void ValidateProperty(PropertyModel propertyModel, VectorStoreCollectionDefinition? definition)
    {
        base.ValidateProperty(propertyModel, definition);
        if (propertyModel.StorageName.Length == 0 || propertyModel.StorageName[0] == Reserved)
        {
            throw new InvalidOperationException($"Property '{propertyModel.ModelName}' has the storage name '{propertyModel.StorageName}'. A storage name is not empty and does not begin with '{Reserved}'.");
        }
    }

    protected override void ValidateKeyProperty(KeyPropertyModel keyProperty)
    {
        base.ValidateKeyProperty(keyProperty);
        if (!KeyField.IsSupported(keyProperty.Type))
        {
            throw new NotSupportedException(
                $"Property '{keyProperty.ModelName}' has unsupported type '{keyProperty.Type.Name}'. Key properties must be one of the supported types: {KeyField.TypeNames}.");
        }
    }

    protected override bool IsDataPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = DataField.IsSupported(type) ? null : $"{ScalarText.Names}, nullables of them, arrays and lists of them";
        return supportedTypes is null;
    }

    protected override bool IsVectorPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = VectorValues.IsSupported(type) ? null : VectorValues.TypeNames;
        return supportedTypes is null;
    }
}
