using System.Text;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>The text of what a tool returned: the texts in JSON without its escapes.</summary>
internal static class MessageText
{
    /// <summary>How much of one content is read.</summary>
    public const int MaxCharacters = 256 * 1024;

    private const int MaxDepth = 64;

    public static string Of(object? result) => result switch
    {
        null => "",
        string text => Of(text),
        JsonElement { ValueKind: JsonValueKind.String } text => Of(text.GetString()!),
        JsonElement json => Write(json),
        _ => result.ToString() ?? "",
    };

    private static string Of(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (text.Length > MaxCharacters || trimmed.Length < 2 || !text.Contains('\\') || (trimmed[0], trimmed[^1]) is not (('{', '}') or ('[', ']') or ('"', '"')))
        {
            return text;
        }

        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Write(json.RootElement);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static string Write(JsonElement json)
    {
        var text = new StringBuilder();
        Write(json, text, 0);
        return text.ToString();
    }

    private static void Write(JsonElement json, StringBuilder text, int depth)
    {
        if (text.Length > MaxCharacters || depth > MaxDepth)
        {
            return;
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    text.Append(property.Name).Append(": ");
                    Write(property.Value, text, depth + 1);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    Write(item, text, depth + 1);
                }

                break;
            case JsonValueKind.String:
                text.Append(depth < MaxDepth ? Of(json.GetString()!) : json.GetString()).Append('\n');
                break;
            default:
                text.Append(json.GetRawText()).Append('\n');
                break;
        }
    }
}
