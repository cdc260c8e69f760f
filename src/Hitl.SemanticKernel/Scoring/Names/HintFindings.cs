namespace Hitl.SemanticKernel;

/// <summary>What the hints of a tool's server add to what is known of it.</summary>
internal static class HintFindings
{
    private const string Source = "hint";
    private const double Changing = 0.7;
    private const double Outside = 0.8;
    private const double Destroying = 0.9;

    /// <summary>Adds hints to an assessment.</summary>
    /// <param name="risk">What else is known.</param>
    /// <param name="hints">The hints.</param>
    /// <param name="isTrusted">Whether they may lower the risk.</param>
    public static RiskAssessment Apply(RiskAssessment risk, ToolHints? hints, bool isTrusted)
    {
        if (hints is null)
        {
            return risk;
        }

        if (isTrusted)
        {
            risk = Lowered(risk, hints);
        }

        // A hint about destruction means nothing beside one that the tool only reads.
        if (hints is { Destructive: true, ReadOnly: not true })
        {
            risk = risk.Raised(Source, RiskFlags.Destructive, Destroying, "The tool's server says that it may destroy something (destructiveHint)");
        }
        else if (hints.ReadOnly == false)
        {
            risk = risk.Raised(Source, RiskFlags.None, Changing, "The tool's server says that it changes something (readOnlyHint)");
        }

        return hints.OpenWorld == true && risk is { IsKnown: true, IsReadOnly: false }
            ? risk.Raised(Source, RiskFlags.External, Outside, "The tool's server says that it reaches others outside (openWorldHint)")
            : risk;
    }

    private static RiskAssessment Lowered(RiskAssessment risk, ToolHints hints)
    {
        if (hints.ReadOnly == true)
        {
            return new RiskAssessment
            {
                IsReadOnly = true,
                IsIdempotent = hints.Idempotent == true,
                Reasons = [new RiskReason(Source, "The tool's server says that it only reads (readOnlyHint), and the app trusts it")],
            };
        }

        if (hints.Destructive == false && risk.Flags.HasFlag(RiskFlags.Destructive))
        {
            var flags = risk.Flags & ~(RiskFlags.Destructive | RiskFlags.Irreversible);
            risk = risk with
            {
                Flags = flags,
                Score = flags == RiskFlags.None ? Changing : risk.Score,
                Reasons = [.. risk.Reasons, new RiskReason(Source, "The tool's server says that it only adds and destroys nothing (destructiveHint), and the app trusts it")],
            };
        }

        return hints.Idempotent == true ? risk with { IsIdempotent = true } : risk;
    }
}
