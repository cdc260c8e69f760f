using System.Text.Encodings.Web;
using System.Text.Json;
using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>Arguments that code hands to a function, as JSON.</summary>
internal static class DirectArguments
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes arguments as a JSON object. A value that has no JSON form is written as the name of its type.</summary>
    public static JsonElement ToJson(IEnumerable<KeyValuePair<string, object?>> arguments)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Relaxed))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(ResultJson.Write(Stored(value)));
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static object? Stored(object? value)
    {
        try
        {
            return ToolResults.ToStored(value);
        }
        catch (UnsupportedContentException)
        {
            return $"<{value!.GetType()}>";
        }
    }
}
