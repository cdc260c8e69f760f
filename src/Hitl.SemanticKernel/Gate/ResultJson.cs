using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hitl.SemanticKernel;

/// <summary>Results of calls as JSON: text, or the value that the model is shown.</summary>
internal static class ResultJson
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(object? stored) => stored switch
    {
        null => "null",
        string text => Text(text),
        JsonElement element => element.GetRawText(),
        _ => throw new ArgumentException($"{stored.GetType()} is not a stored result.", nameof(stored)),
    };

    public static string Text(string text) => JsonValue.Create(text).ToJsonString(Relaxed);

    /// <summary>A recorded result as JSON; <see langword="null"/> when there is none.</summary>
    public static JsonElement? Element(string? json) => json is null ? null : JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 1024 });

    /// <summary>The value as messages hold it: a string, a JSON element or nothing.</summary>
    public static object? Read(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1024 });
        var root = document.RootElement;
        return root.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => root.GetString(),
            _ => root.Clone(),
        };
    }
}
