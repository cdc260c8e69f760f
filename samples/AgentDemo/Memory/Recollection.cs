using System.Text.RegularExpressions;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace AgentDemo.Memory;

/// <summary>Reads what the library put into a request from memory.</summary>
internal static partial class Recollection
{
    public static IReadOnlyList<string> In(IEnumerable<ChatMessage> messages) =>
        [.. messages.Where(message => message.Role == ChatRole.System && RecalledText.IsIn(message.Text)).SelectMany(message => Line().Matches(message.Text)).Select(line => line.Groups["text"].Value.Trim())];

    [GeneratedRegex(@"^- \[[^\]]+\] \(\d{4}-\d\d-\d\d\) (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
