namespace Hitl.SemanticKernel;

/// <summary>How assessments of one call are combined.</summary>
internal static class RiskAssessments
{
    extension(RiskAssessment assessment)
    {
        /// <summary>Whether running the call a second time after a crash does no harm: it is idempotent or only reads.</summary>
        public bool CanRunAgain => assessment.IsIdempotent || assessment.IsReadOnly;

        /// <summary>The assessment with at least this score and these flags; the same when it says so already. What only read does not any more.</summary>
        public RiskAssessment Raised(string source, RiskFlags flags, double atLeast, string why) =>
            assessment is { IsKnown: true, IsReadOnly: false } && assessment.Score >= atLeast && assessment.Flags.HasFlag(flags)
                ? assessment
                : assessment with
                {
                    Score = Math.Max(assessment.Score, atLeast),
                    Flags = assessment.Flags | flags,
                    IsReadOnly = false,
                    IsKnown = true,
                    Reasons = [.. assessment.Reasons, new RiskReason(source, why)],
                };
    }

    /// <summary>Combines assessments: the highest score, all flags, every reason.</summary>
    /// <remarks>
    /// The call only reads when someone says so and the rest does not speak against it: no flags but Privacy, and a score that would not
    /// be watched. It is idempotent, and known, when someone says so.
    /// </remarks>
    public static RiskAssessment Combine(params ReadOnlySpan<RiskAssessment> assessments)
    {
        if (assessments.Length == 1)
        {
            return Consistent(assessments[0]);
        }

        var (count, last) = (0, -1);
        var (score, flags) = (0.0, RiskFlags.None);
        var (isReadOnly, isIdempotent, isKnown, isComplete) = (false, false, false, true);
        for (var i = 0; i < assessments.Length; i++)
        {
            var assessment = assessments[i];
            (score, flags, count) = (Math.Max(score, assessment.Score), flags | assessment.Flags, count + assessment.Reasons.Count);
            (isReadOnly, isIdempotent) = (isReadOnly || assessment.IsReadOnly, isIdempotent || assessment.IsIdempotent);
            (isKnown, isComplete) = (isKnown || assessment.IsKnown, isComplete && assessment.IsComplete);
            last = assessment.Reasons.Count > 0 ? i : last;
        }

        return Consistent(new RiskAssessment
        {
            Score = score,
            Flags = flags,
            IsReadOnly = isReadOnly,
            IsIdempotent = isIdempotent,
            IsKnown = isKnown,
            IsComplete = isComplete,
            Reasons = last < 0 ? [] : assessments[last].Reasons.Count == count ? assessments[last].Reasons : All(assessments, count),
        });
    }

    private static List<RiskReason> All(ReadOnlySpan<RiskAssessment> assessments, int count)
    {
        var reasons = new List<RiskReason>(count);
        foreach (var assessment in assessments)
        {
            reasons.AddRange(assessment.Reasons);
        }

        return reasons;
    }

    private static RiskAssessment Consistent(RiskAssessment assessment) =>
        assessment.IsReadOnly && ((assessment.Flags & ~RiskFlags.Privacy) != RiskFlags.None || assessment.Score >= PolicyOptions.DefaultMonitorFrom)
            ? assessment with { IsReadOnly = false }
            : assessment;
}
