using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Hitl.Memory;

/// <summary>Finds the arguments as a model wrote them in the object of the model's own client that a call was made from.</summary>
/// <remarks>The client's package is not referenced: a public property of this name is what OpenAI's ChatToolCall has.</remarks>
internal static class RawArguments
{
    private const string PropertyName = "FunctionArguments";

    private static readonly ConcurrentDictionary<Type, PropertyInfo?> Properties = new();

    public static string? Find(object? source)
    {
        if (source is null || Properties.GetOrAdd(source.GetType(), FindProperty) is not { } property)
        {
            return null;
        }

        try
        {
            return property.GetValue(source)?.ToString();
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    public static JsonElement? FindObject(object? source)
    {
        if (Find(source) is not { } text)
        {
            return null;
        }

        try
        {
            JsonElement arguments = JsonRepair.Parse(text);
            return arguments.ValueKind == JsonValueKind.Object ? arguments : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PropertyInfo? FindProperty(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(property =>
            property.Name == PropertyName
            && property.GetMethod is not null
            && (property.PropertyType == typeof(string) || property.PropertyType.FullName == "System.BinaryData"));
}
