using System.Collections.Frozen;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Recognises results in which nothing is.</summary>
internal static class EmptyResults
{
    private const int LongestPhrase = 40;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Phrases = FrozenSet.ToFrozenSet(
        [
            "null", "none", "nil", "undefined", "nothing", "n/a", "empty", "no result", "no results", "no results found", "no result found", "no matches", "no matches found",
            "no match", "no match found", "no data", "no data found", "no data available", "no records", "no records found", "no rows", "no rows found", "0 rows", "0 results",
            "no items", "no items found", "no documents found", "no entries found", "nothing found", "nothing was found", "not found", "no output", "no content",
        ],
        StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a result is empty.</summary>
    /// <param name="text">The result where it is text.</param>
    /// <param name="json">The result where it is JSON, or text that is JSON.</param>
    public static bool IsEmpty(string? text, JsonElement? json) =>
        json is { } value ? IsEmpty(value) : text is null || IsEmpty(text.AsSpan().Trim());

    private static bool IsEmpty(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text.Length <= LongestPhrase && Phrases.Contains(text.Trim(" .!()[]<>\"'")));

    /// <summary>Whether JSON has nothing in it: an envelope whose lists are empty counts, whatever its counters say.</summary>
    private static bool IsEmpty(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return true;
            case JsonValueKind.String:
                return IsEmpty(value.GetString().AsSpan().Trim());
            case JsonValueKind.Array:
                return value.GetArrayLength() == 0;
            case JsonValueKind.Object:
                var holds = false;
                foreach (var member in value.EnumerateObject())
                {
                    var isNothing = member.Value.ValueKind switch
                    {
                        JsonValueKind.Null => true,
                        JsonValueKind.String => member.Value.ValueEquals(""),
                        JsonValueKind.Number => member.Value.TryGetInt64(out var count) && count == 0,
                        JsonValueKind.Array => member.Value.GetArrayLength() == 0,
                        JsonValueKind.Object => !member.Value.EnumerateObject().MoveNext(),
                        JsonValueKind.False => true,
                        _ => false,
                    };
                    if (!isNothing)
                    {
                        return false;
                    }

                    holds |= member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.False;
                }

                return !holds || HasList(value);
            default:
                return false;
        }
    }

    /// <summary>A count of 0 alone is an answer; beside an empty list it says that the list is empty.</summary>
    private static bool HasList(JsonElement value) => value.EnumerateObject().Any(m => m.Value.ValueKind == JsonValueKind.Array);
}
