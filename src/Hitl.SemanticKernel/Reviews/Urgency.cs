using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>How urgent a review is: the moment by which somebody should look at it, which orders the queue, and why.</summary>
/// <remarks>
/// The moment is when it was opened and (1 - risk) * 8 hours, or its deadline when that is earlier. So a review of risk 1 comes
/// before everything that was opened after it, and one of risk 0 before those of risk 1 that are opened 8 hours later: waiting makes urgent.
/// </remarks>
/// <param name="By">The moment, by the server's clock.</param>
/// <param name="Reason">Risk, deadline and waiting time, in words.</param>
public sealed record Urgency(DateTimeOffset By, string Reason)
{
    /// <summary>The longest that a review may wait for somebody to look at it.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>How long a review may wait for somebody to look at it, in milliseconds.</summary>
    internal static long Patience(RiskAssessment risk) => (long)(Longest.TotalMilliseconds * (1 - Math.Clamp(risk.IsComplete ? risk.Score : 1, 0, 1)));

    internal static Urgency Of(RiskAssessment risk, DateTimeOffset created, DateTimeOffset? deadline, DateTimeOffset now)
    {
        var seen = created + TimeSpan.FromMilliseconds(Patience(risk));
        var by = deadline < seen ? deadline.Value : seen;
        var ends = deadline is not { } end ? "no deadline" : end > now ? $"deadline in {Words(end - now)}" : $"deadline passed {Words(now - end)} ago";
        return new Urgency(by, string.Create(CultureInfo.InvariantCulture, $"risk {risk.Score:0.##} is seen to within {Words(seen - created)}, {ends}, waits for {Words(now - created)}"));
    }

    private static string Words(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Whole(span.TotalDays, "days"),
        { TotalHours: >= 2 } => Whole(span.TotalHours, "hours"),
        { TotalMinutes: >= 2 } => Whole(span.TotalMinutes, "minutes"),
        _ => Whole(Math.Max(0, span.TotalSeconds), "seconds"),
    };

    private static string Whole(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(count):0} {unit}");
}
