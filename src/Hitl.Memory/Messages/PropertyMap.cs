using Microsoft.Extensions.AI;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory;

/// <summary>Metadata and model id of Semantic Kernel's contents and messages as additional properties, and back.</summary>
internal static class PropertyMap
{
    public static AdditionalPropertiesDictionary? ToStored(SK.KernelContent item, AdditionalPropertiesDictionary? own = null)
    {
        AdditionalPropertiesDictionary properties = [];
        foreach ((string key, object? value) in item.Metadata ?? new Dictionary<string, object?>())
        {
            if (!MessageProperties.IsReserved(key) && PlainValues.TryConvert(value, out object? stored))
            {
                properties[key] = stored;
            }
        }

        foreach ((string key, object? value) in own ?? [])
        {
            // Own properties too have the form that they will have after JSON.
            properties[key] = PlainValues.TryConvert(value, out object? stored) ? stored : null;
        }

        if (item.ModelId is not null)
        {
            properties[MessageProperties.ModelId] = item.ModelId;
        }

        return properties.Count == 0 ? null : properties;
    }

    public static void ToMetadata(AdditionalPropertiesDictionary? properties, SK.KernelContent item)
    {
        Dictionary<string, object?>? metadata = null;
        foreach ((string key, object? value) in properties ?? [])
        {
            if (!MessageProperties.IsReserved(key))
            {
                (metadata ??= [])[key] = value;
            }
        }

        item.Metadata = metadata;
        item.ModelId = Text(properties, MessageProperties.ModelId);
    }

    public static string? Text(AdditionalPropertiesDictionary? properties, string key) =>
        properties is not null && properties.TryGetValue(key, out object? value) ? StoredText(value) : null;

    private static string? StoredText(object? value) => PlainValues.TryConvert(value, out object? stored) ? stored as string : null;
}
