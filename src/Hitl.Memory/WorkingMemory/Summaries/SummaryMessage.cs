using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>The summary of a conversation as a message.</summary>
internal static class SummaryMessage
{
    private const string Property = "hitl.summary";
    private const string Heading = "Summary of what was said before:\n";

    public static ChatMessage Of(string summary) => new(ChatRole.System, Heading + summary) { AdditionalProperties = new() { [Property] = true } };

    public static bool Is(ChatMessage message) => message.AdditionalProperties?.ContainsKey(Property) is true;

    /// <summary>The summary in a message.</summary>
    public static string Text(ChatMessage message) => message.Text.StartsWith(Heading, StringComparison.Ordinal) ? message.Text[Heading.Length..] : message.Text;
}
