using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What is stored of a decision.</summary>
internal sealed record DecisionData
{
    public required DecisionKind Kind { get; init; }

    public required string ReviewerId { get; init; }

    public string? ReviewerName { get; init; }

    public string? Comment { get; init; }

    public string? Result { get; init; }

    public JsonElement? Arguments { get; init; }

    public string? Digest { get; init; }

    public RiskAssessment? Risk { get; init; }

    public ReviewDecision ToDecision(DateTimeOffset decidedAt) => new()
    {
        Kind = Kind,
        Reviewer = new Reviewer(ReviewerId, ReviewerName),
        DecidedAt = decidedAt,
        Comment = Comment,
        Result = Result,
        Arguments = Arguments,
    };
}
