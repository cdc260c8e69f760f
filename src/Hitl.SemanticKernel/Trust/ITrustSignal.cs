namespace Hitl.SemanticKernel;

/// <summary>One sign of whether a call is what the user wants. Register your own in the service collection beside the ones in the box.</summary>
/// <remarks>
/// A signal that throws, takes longer than <see cref="HitlOptions.ScoringTimeout"/>, or gives a score that is not between 0 and 1 makes the
/// call wait for a person. Implementations are called concurrently and must be thread-safe.
/// </remarks>
public interface ITrustSignal
{
    /// <summary>Looks at one call before it runs.</summary>
    /// <param name="call">The call with the conversation before it.</param>
    /// <param name="risk">How risky it is.</param>
    /// <param name="cancellationToken">Cancels the look; also when the time is up.</param>
    /// <returns>The evidence; <see langword="null"/> when the signal has nothing to say.</returns>
    ValueTask<TrustEvidence?> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken = default);
}
