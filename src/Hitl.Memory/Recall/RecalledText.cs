using System.Text;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>
/// Marks text that comes from memory, in a prompt or in a tool's result, so that it is never extracted or stored again. The marks are in the
/// text itself: they survive whatever a message is turned into.
/// </summary>
public static class RecalledText
{
    /// <summary>What recalled text begins with.</summary>
    public const string Begin = "<recalled_memory>";

    /// <summary>What recalled text ends with.</summary>
    public const string End = "</recalled_memory>";

    /// <summary>The additional property that a message has which consists of recalled text.</summary>
    public const string Property = "hitl.recalled";

    /// <summary>Puts text between the marks. Marks inside of it are made harmless, so that no memory can end its own.</summary>
    /// <param name="text">The text.</param>
    public static string Mark(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"{Begin}\n{Neutral(text)}\n{End}";
    }

    /// <summary>Whether a text has a mark in it.</summary>
    /// <param name="text">The text.</param>
    public static bool IsIn(string? text) =>
        text is not null && (text.Contains(Begin, StringComparison.OrdinalIgnoreCase) || text.Contains(End, StringComparison.OrdinalIgnoreCase));

    /// <summary>A text without what is between marks. A mark without an end reaches to the end of the text.</summary>
    /// <param name="text">The text.</param>
    public static string Remove(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IsIn(text))
        {
            return text;
        }

        var rest = new StringBuilder();
        for (var from = 0; from < text.Length;)
        {
            var begin = text.IndexOf(Begin, from, StringComparison.OrdinalIgnoreCase);
            if (begin < 0)
            {
                rest.Append(text, from, text.Length - from);
                break;
            }

            rest.Append(text, from, begin - from);
            var end = text.IndexOf(End, begin, StringComparison.OrdinalIgnoreCase);
            from = end < 0 ? text.Length : end + End.Length;
        }

        return rest.Replace(End, "").ToString().Trim();
    }

    /// <summary>Whether a message consists of recalled text.</summary>
    internal static bool IsRecalled(ChatMessage message) => message.AdditionalProperties?.ContainsKey(Property) is true;

    /// <summary>A message of recalled text.</summary>
    internal static ChatMessage Message(string text) => new(ChatRole.System, text) { AdditionalProperties = new() { [Property] = true } };

    private static string Neutral(string text) =>
        text.Replace(Begin, "<recalled memory>", StringComparison.OrdinalIgnoreCase).Replace(End, "</recalled memory>", StringComparison.OrdinalIgnoreCase);
}
