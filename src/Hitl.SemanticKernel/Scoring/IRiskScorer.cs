namespace Hitl.SemanticKernel;

/// <summary>Judges how risky a call is. Register your own in the service collection beside the ones in the box.</summary>
/// <remarks>
/// The assessments of all scorers are combined: the highest score, all flags, every reason; known, and
/// idempotent, when one says so. So a scorer can raise the risk and not lower it. One that throws, returns <see langword="null"/> or
/// a score that is not between 0 and 1, or takes longer than <see cref="HitlOptions.ScoringTimeout"/>, counts as risk 1 and makes the call wait for a person.
/// Implementations are called concurrently and must be thread-safe.
/// </remarks>
public interface IRiskScorer
{
    /// <summary>Assesses one call before it runs.</summary>
    /// <param name="call">The call that a model, the app or another function asks for.</param>
    /// <param name="cancellationToken">Cancels the assessment; also when the time is up.</param>
    /// <returns>The assessment, or <see cref="RiskAssessment.Unknown"/> when the scorer has nothing to say: any other one makes the tool known.</returns>
    ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default);
}
