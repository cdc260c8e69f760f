namespace Hitl.SemanticKernel;

/// <summary>Says how risky it is to give an answer of the model out.</summary>
/// <remarks>
/// Register scorers as singletons; each is asked beside the ones in the box when <see cref="OutputOptions.Enabled"/> is set, and what all say is taken
/// together: the highest score, all flags, every reason. Several answers may be judged at the same time. A scorer has as long as
/// <see cref="HitlOptions.ScoringTimeout"/> says. When it throws, takes longer or gives a score that is not between 0 and 1, the answer is held.
/// </remarks>
public interface IOutputScorer
{
    /// <summary>Scores one answer.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="cancellationToken">Cancelled with the turn, and when the time is up.</param>
    /// <returns>The assessment; <see cref="RiskAssessment.Unknown"/> when there is nothing to say. Only score, flags and reasons count. Any flag holds the answer.</returns>
    ValueTask<RiskAssessment> ScoreAsync(AgentOutput output, CancellationToken cancellationToken = default);
}
