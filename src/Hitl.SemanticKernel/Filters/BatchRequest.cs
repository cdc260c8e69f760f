using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>The batch that a call reached the filter with, read from the connector's own history.</summary>
internal sealed class BatchRequest
{
    /// <summary>The messages of the connector's history from where the run has looked to the batch's own, in stored form.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>How many of <see cref="Messages"/>, at their end, are the batch's own.</summary>
    public required int OwnMessages { get; init; }

    /// <summary>Where the connector's history ends with the batch.</summary>
    public required int Position { get; init; }

    /// <summary>The function of each call of the batch, in the order of the calls in <see cref="Messages"/>.</summary>
    public required IReadOnlyList<(KernelFunction? Function, KernelArguments? Arguments, string? Error)> Functions { get; init; }

    /// <summary>The tokens of the answer; <see langword="null"/> when it does not say how sure the model was of them.</summary>
    public TokenProbabilities? Tokens { get; init; }

    /// <summary>The request that the model answered with the batch.</summary>
    public required ModelRequest Request { get; init; }
}
