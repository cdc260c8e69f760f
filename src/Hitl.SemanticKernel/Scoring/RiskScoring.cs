namespace Hitl.SemanticKernel;

/// <summary>Asks every scorer about a call and combines what they say.</summary>
internal sealed class RiskScoring
{
    private readonly (IRiskScorer Scorer, TimeLimit.Judge Judge)[] _scorers;
    private readonly TimeLimit _limit;

    /// <summary>Takes the scorers of the app.</summary>
    public RiskScoring(IEnumerable<IRiskScorer> scorers, TimeLimit limit) =>
        (_scorers, _limit) = ([.. scorers.Select(s => (s, new TimeLimit.Judge()))], limit);

    /// <summary>Assesses a call.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing else is thrown.</exception>
    public async ValueTask<RiskAssessment> AssessAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var assessments = new RiskAssessment[_scorers.Length];
        for (var i = 0; i < _scorers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            assessments[i] = _scorers[i].Scorer is IInlineRiskScorer inline
                ? Assess(inline, call, cancellationToken)
                : await AssessAsync(_scorers[i], call, cancellationToken).ConfigureAwait(false);
        }

        return RiskAssessments.Combine(assessments);
    }

    private static RiskAssessment Assess(IInlineRiskScorer scorer, ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            return scorer.Score(call, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(scorer, $"failed with {e.GetType().Name}");
        }
    }

    private async Task<RiskAssessment> AssessAsync((IRiskScorer Scorer, TimeLimit.Judge Judge) asked, ToolCall call, CancellationToken cancellationToken)
    {
        var scorer = asked.Scorer;
        try
        {
            var assessment = await _limit.RunAsync(asked.Judge, token => scorer.ScoreAsync(call, token), cancellationToken).ConfigureAwait(false);
            return assessment switch
            {
                null => Failed(scorer, "gave no assessment"),
                { Score: not (>= 0 and <= 1) } => Failed(scorer, "gave a score that is not between 0 and 1"),
                { Reasons: null } => assessment with { Reasons = [] },
                _ => assessment,
            };
        }
        catch (TimeoutException)
        {
            return Failed(scorer, "took too long");
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
        IsComplete = false,
        Reasons = [new RiskReason("scoring", $"{scorer.GetType().Name} {how}, so the call counts as maximal risk")],
    };
}
