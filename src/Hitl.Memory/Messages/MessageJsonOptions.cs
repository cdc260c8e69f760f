using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

internal static class MessageJsonOptions
{
    /// <summary>How deep an argument or a result may be nested.</summary>
    public const int MaxValueDepth = 256;

    // A value sits a few levels inside its message, and contents can hold contents.
    private const int MaxMessageDepth = MaxValueDepth + 64;

    /// <summary>Messages, compact, with everything that Microsoft.Extensions.AI defines.</summary>
    public static JsonSerializerOptions Messages { get; } = CreateMessages();

    /// <summary>Values of tools' own types, as Semantic Kernel writes them for a model.</summary>
    public static JsonSerializerOptions Values { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxValueDepth,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Metadata.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 64 };

    private static JsonSerializerOptions CreateMessages()
    {
        JsonSerializerOptions options = new(AIJsonUtilities.DefaultOptions)
        {
            WriteIndented = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxMessageDepth,
            AllowOutOfOrderMetadataProperties = true,
            TypeInfoResolver = AIJsonUtilities.DefaultOptions.TypeInfoResolver!.WithAddedModifier(Customize),
        };
        options.Converters.Add(new StoredValueConverter());
        options.Converters.Add(new ArgumentsConverter());
        options.Converters.Add(new PropertiesConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void Customize(JsonTypeInfo info)
    {
        foreach (JsonPropertyInfo property in info.Properties.Where(property => property.PropertyType == typeof(AdditionalPropertiesDictionary)))
        {
            property.ShouldSerialize = static (_, value) =>
                value is AdditionalPropertiesDictionary properties && properties.Any(entry => PlainValues.TryConvert(entry.Value, out object? _));
        }

        if (info.Type == typeof(ChatMessage))
        {
            // Without these, any JSON object would read as an empty message of the user.
            Property(info, "role").IsRequired = true;
            Property(info, "contents").IsRequired = true;
        }
        else if (info.Type == typeof(FunctionCallContent) || info.Type == typeof(FunctionResultContent))
        {
            Property(info, "additionalProperties").Get = static content => StoredErrors.Describe((AIContent)content);
            info.OnDeserialized = static content => StoredErrors.Restore((AIContent)content);
        }
    }

    private static JsonPropertyInfo Property(JsonTypeInfo info, string name) => info.Properties.First(property => property.Name == name);
}
