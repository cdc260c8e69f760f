namespace Hitl.SemanticKernel;

/// <summary>Looks for credentials and for numbers of cards, accounts and persons in answers.</summary>
internal sealed class SensitiveOutput : IInlineOutputScorer
{
    public RiskAssessment Score(AgentOutput output)
    {
        List<DataFinding>? found = null;
        var text = Plain(output.Text);
        Secrets.Find(text, ref found);
        Numbers.Find(text, ref found);
        return found is null
            ? RiskAssessment.Unknown
            : new RiskAssessment
            {
                Score = found.Max(f => f.Risk.Score),
                Flags = found.Aggregate(RiskFlags.None, (flags, f) => flags | f.Risk.Flags) & ~RiskFlags.External,
                Reasons = [.. found.DistinctBy(f => f.Risk).Select(f => new RiskReason("data", $"the answer {f.Risk.Text} ({f.Detail})"))],
            };
    }

    /// <summary>The text without letters and digits that only look like others.</summary>
    private static ReadOnlySpan<char> Plain(string text)
    {
        if (LookAlikes.IsPlain(text))
        {
            return text;
        }

        var folded = new char[text.Length];
        return folded.AsSpan(0, LookAlikes.Fold(text, folded));
    }
}
