namespace Hitl.SemanticKernel;

/// <summary>Judges how risky a call is. Register your own in the service collection beside the ones in the box.</summary>
/// <remarks>
/// The assessments of all scorers are combined: the highest score, all flags, every reason. A scorer that throws or
/// returns a score that is not between 0 and 1 counts as risk 1, so that the call waits for a person.
/// Implementations are called concurrently and must be thread-safe.
/// </remarks>
public interface IRiskScorer
{
    /// <summary>Assesses one call before it runs.</summary>
    /// <param name="call">The call that the model asks for.</param>
    /// <param name="cancellationToken">Cancels the assessment.</param>
    /// <returns>The assessment, or <see cref="RiskAssessment.Unknown"/> when the scorer has nothing to say.</returns>
    ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default);
}
