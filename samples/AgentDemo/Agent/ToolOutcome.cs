using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentDemo.Agent;

/// <summary>What a tool call came back with.</summary>
/// <param name="Json">What the tool returned; <see langword="null"/> when a person or an error answered in its place.</param>
/// <param name="Text">All of it, as text.</param>
/// <param name="Changed">Whether a reviewer had changed the arguments.</param>
internal sealed record ToolOutcome(JsonObject? Json, string Text, bool Changed)
{
    private const string ChangedNote = "A reviewer changed the arguments";
    private const string ResultMark = " Result: ";

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

        // The note before the result may quote arguments that contain the mark, so that is no reason to give up.
        bool changed = text.StartsWith(ChangedNote, StringComparison.Ordinal);
        for (int mark = -1; changed && (mark = text.IndexOf(ResultMark, mark + 1, StringComparison.Ordinal)) >= 0;)
        {
            if (AsObject(text[(mark + ResultMark.Length)..]) is { } returned)
            {
                return new ToolOutcome(returned, text, true);
            }
        }

        return new ToolOutcome(AsObject(text), text, changed);
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
