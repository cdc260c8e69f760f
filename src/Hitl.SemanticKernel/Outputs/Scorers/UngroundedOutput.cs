namespace Hitl.SemanticKernel;

/// <summary>Looks for figures, dates and quotations in answers that occur nowhere in the conversation.</summary>
/// <remarks>A figure that was worked out from others, a sum for example, occurs nowhere either: a person sees that it is right, code does not.</remarks>
internal sealed class UngroundedOutput : IInlineOutputScorer
{
    private const double Risk = 0.7;
    private const double FigureRisk = 0.5;
    private const int ManyFigures = 3;
    private const int MaxReasons = 8;
    private const int MaxDates = 500;
    private const int LongestQuote = 80;

    public RiskAssessment Score(AgentOutput output)
    {
        List<DateInText> dates = [.. Dates.Find(output.Text).Take(MaxDates)];
        var figures = Figures.Find(output.Text, dates);
        var quotations = Quotations.Find(output.Text);
        if (dates.Count == 0 && figures.Count == 0 && quotations.Count == 0)
        {
            return RiskAssessment.Unknown;
        }

        var said = new SaidText(output.Conversation.Messages);
        var reasons = new List<RiskReason>();
        var (score, plain) = (0.0, 0);
        foreach (var date in dates.Where(d => !said.Has(d)))
        {
            Add($"the date {date.Shown}", Risk);
        }

        foreach (var figure in figures.Where(f => !said.Has(f)))
        {
            plain += figure.IsAmount ? 0 : 1;
            Add($"the {(figure.IsAmount ? "amount" : "figure")} {figure.Shown}", figure.IsAmount || plain >= ManyFigures ? Risk : FigureRisk);
        }

        foreach (var quotation in quotations.Where(q => !said.Has(q)))
        {
            Add($"the quotation \"{(quotation.Length > LongestQuote ? quotation[..LongestQuote] + "…" : quotation)}\"", Risk);
        }

        return reasons.Count == 0 ? RiskAssessment.Unknown : new RiskAssessment { Score = score, Reasons = reasons };

        void Add(string what, double risk)
        {
            score = Math.Max(score, risk);
            if (reasons.Count < MaxReasons)
            {
                reasons.Add(new RiskReason("ungrounded", $"{what} occurs nowhere in the conversation"));
            }
        }
    }
}
