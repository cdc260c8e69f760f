namespace Hitl.SemanticKernel;

/// <summary>Asks every scorer about a call and combines what they say.</summary>
internal sealed class RiskScoring
{
    private readonly IRiskScorer[] _scorers;

    /// <summary>Takes the scorers of the app.</summary>
    public RiskScoring(IEnumerable<IRiskScorer> scorers) => _scorers = [.. scorers];

    /// <summary>Assesses a call.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing else is thrown.</exception>
    public async ValueTask<RiskAssessment> AssessAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var assessments = new RiskAssessment[_scorers.Length];
        for (var i = 0; i < _scorers.Length; i++)
        {
            assessments[i] = await AssessAsync(_scorers[i], call, cancellationToken).ConfigureAwait(false);
        }

        return RiskAssessments.Combine(assessments);
    }

    private static async ValueTask<RiskAssessment> AssessAsync(IRiskScorer scorer, ToolCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var assessment = await scorer.ScoreAsync(call, cancellationToken).ConfigureAwait(false);
            return assessment switch
            {
                null => Failed(scorer, "gave no assessment"),
                { Score: not (>= 0 and <= 1) } => Failed(scorer, "gave a score that is not between 0 and 1"),
                { RequiredVerdict: { } verdict } when !Enum.IsDefined(verdict) => Failed(scorer, "gave a verdict that does not exist"),
                { Reasons: null } => assessment with { Reasons = [] },
                _ => assessment,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // Not the message: it may quote arguments.
            return Failed(scorer, $"failed with {e.GetType().Name}");
        }
    }

    private static RiskAssessment Failed(IRiskScorer scorer, string how) => new()
    {
        Score = 1,
        Reasons = [new RiskReason("scoring", $"{scorer.GetType().Name} {how}, so the call counts as maximal risk")],
    };
}
