using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentDemo.Agent;

/// <summary>What a tool call came back with: JSON when the tool ran, words when a person or an error answered instead.</summary>
internal sealed record ToolOutcome(JsonObject? Json, string Text)
{
    public static ToolOutcome From(object? result)
    {
        string text = result switch
        {
            null => "",
            string s => s,
            JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
            JsonElement element => element.GetRawText(),
            JsonNode node => node.ToJsonString(),
            _ => result.ToString() ?? "",
        };

        return new ToolOutcome(AsObject(text), text);
    }

    public string? Get(string property) => Json?[property]?.ToString();

    public decimal? Number(string property) =>
        Json?[property] is JsonValue value && value.TryGetValue(out decimal number) ? number : null;

    private static JsonObject? AsObject(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
