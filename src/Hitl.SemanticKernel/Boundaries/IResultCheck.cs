namespace Hitl.SemanticKernel;

/// <summary>Checks what a tool returned before the model is told.</summary>
/// <remarks>
/// Register checks as singletons; each is asked beside the ones in the box, for every call of a model that ran. Several calls may
/// be checked at the same time. A check has as long as a scorer has (<see cref="HitlOptions.ScoringTimeout"/>). One that throws,
/// takes longer, or gives something that cannot be used holds the result for a person: what a check might have caught is not passed on.
/// </remarks>
public interface IResultCheck
{
    /// <summary>Checks one result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="cancellationToken">Cancelled when the time is up.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    ValueTask<IReadOnlyList<ResultFinding>> CheckAsync(ToolResult result, CancellationToken cancellationToken = default);
}
