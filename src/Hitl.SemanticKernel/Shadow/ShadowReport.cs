using System.Globalization;
using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>What a policy in shadow mode would have done.</summary>
public sealed record ShadowReport
{
    /// <summary>How many calls got which verdict, by policy version and tool; those that would have been held come first, the most frequent first.</summary>
    public required IReadOnlyList<ShadowCount> Counts { get; init; }

    /// <summary>The calls that would have been held or denied, the newest first, at most 1,000.</summary>
    public required IReadOnlyList<ShadowedCall> Held { get; init; }

    /// <summary>How many calls were judged.</summary>
    public long Total => Counts.Sum(c => c.Calls);

    /// <summary>How many calls got a verdict.</summary>
    public long Count(Verdict verdict) => Counts.Where(c => c.Verdict == verdict).Sum(c => c.Calls);

    /// <summary>The report as text, one line for each tool and verdict.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Total} calls: {Count(Verdict.Proceed)} would proceed, {Count(Verdict.Monitor)} be watched, {Count(Verdict.Review)} wait, {Count(Verdict.Deny)} be denied.");
        foreach (var count in Counts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{count.Calls,8}  {count.Verdict,-7}  {count.Tool}  ({count.PolicyVersion})");
        }

        return text.ToString();
    }
}
