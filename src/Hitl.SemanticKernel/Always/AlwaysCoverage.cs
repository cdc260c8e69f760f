using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Which calls an approval covers.</summary>
internal static class AlwaysCoverage
{
    /// <summary>Whether an approval covers a call that waits.</summary>
    public static bool Covers(ScopedApproval approval, ToolCall call, PolicyDecision decision) =>
        approval.Tool == call.Tool.Name
        && (approval.ThreadId is null || approval.ThreadId == call.ThreadId)
        && approval.Reviewer.Id != call.UserId
        && IsOneDecision(decision.Quorum, decision.Then.Count)
        && (decision.ReviewerGroups.Count == 0 || decision.ReviewerGroups.Intersect(approval.Reviewer.Groups, StringComparer.Ordinal).Any())
        && Fits(approval.Arguments, call.Arguments);

    /// <summary>Whether one person decides.</summary>
    public static bool IsOneDecision(int quorum, int further) => quorum == 1 && further == 0;

    /// <summary>Whether arguments fit patterns. A pattern that takes too long does not.</summary>
    /// <exception cref="ArgumentException">A pattern is no regular expression.</exception>
    public static bool Fits(IEnumerable<KeyValuePair<string, string>> patterns, JsonElement arguments) =>
        patterns.All(p => arguments.TryGetProperty(p.Key, out var value) && Fits(p.Value, value));

    private static bool Fits(string pattern, JsonElement value)
    {
        try
        {
            return CallCondition.Compile($@"\A(?:{pattern})\z").IsMatch(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
        }
        catch (System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
