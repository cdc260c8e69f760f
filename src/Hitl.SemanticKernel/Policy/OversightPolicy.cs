using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>What becomes of a call, given how risky it is: a pure function.</summary>
/// <remarks>
/// In this order: a verdict that a rule demands; a call of which nothing is known waits; a call that only reads proceeds;
/// a call with a flag of <see cref="FlagsForReview"/> waits; a score of <see cref="ReviewFrom"/> and more waits, of
/// <see cref="MonitorFrom"/> and more is watched; the rest proceeds. Nothing is denied unless a rule says so.
/// </remarks>
internal static class OversightPolicy
{
    /// <summary>The score from which a call waits.</summary>
    public const double ReviewFrom = 0.7;

    /// <summary>The score from which a call is watched.</summary>
    public const double MonitorFrom = 0.3;

    /// <summary>The flags for which a call waits whatever its score is.</summary>
    public const RiskFlags FlagsForReview = RiskFlags.Destructive | RiskFlags.Financial | RiskFlags.External | RiskFlags.Privilege
        | RiskFlags.CodeExecution | RiskFlags.Irreversible | RiskFlags.Tainted;

    /// <summary>The source of the reasons that rules of the app give.</summary>
    public const string RuleSource = "rule";

    /// <summary>Decides about a call.</summary>
    public static PolicyDecision Decide(ToolCall call, RiskAssessment risk)
    {
        var tool = call.Tool.Name;
        var waiting = risk.Flags & FlagsForReview;
        return risk switch
        {
            { RequiredVerdict: { } verdict } => new(verdict, ByRule(tool, verdict) + Why(risk)),
            { IsKnown: false } => new(Verdict.Review, $"Nothing is known about {tool}, so it waits."),
            { IsReadOnly: true, Flags: RiskFlags.None, Score: < MonitorFrom } => new(Verdict.Proceed, $"{tool} only reads."),
            _ when waiting != RiskFlags.None => new(Verdict.Review, $"Calls that are {Words(waiting)} wait."),
            { Score: < MonitorFrom } => new(Verdict.Proceed, $"The risk of {Number(risk.Score)} is below {Number(MonitorFrom)}."),
            { Score: < ReviewFrom } => new(Verdict.Monitor, $"A risk of {Number(risk.Score)} runs and is watched, from {Number(MonitorFrom)} to below {Number(ReviewFrom)}."),
            _ => new(Verdict.Review, $"A risk of {Number(risk.Score)} waits, as does any from {Number(ReviewFrom)}."),
        };
    }

    private static string ByRule(string tool, Verdict verdict) => verdict switch
    {
        Verdict.Proceed => $"A rule lets {tool} proceed",
        Verdict.Monitor => $"A rule lets {tool} run while people watch",
        Verdict.Review => $"A rule makes {tool} wait for a person",
        Verdict.Deny => $"A rule denies {tool}",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "There is no such verdict."),
    };

    private static string Why(RiskAssessment risk)
    {
        var said = string.Join("; ", risk.Reasons.Where(r => r.Source == RuleSource).Select(r => r.Text.TrimEnd('.')));
        return said.Length == 0 ? "." : $": {said}.";
    }

    private static string Words(RiskFlags flags)
    {
        var names = Enum.GetValues<RiskFlags>().Where(f => f != RiskFlags.None && flags.HasFlag(f)).Select(Word);
        return string.Join(" and ", names);
    }

    private static string Word(RiskFlags flag) => flag switch
    {
        RiskFlags.CodeExecution => "running code",
        RiskFlags.Privilege => "changing privileges",
        _ => flag.ToString().ToLowerInvariant(),
    };

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
