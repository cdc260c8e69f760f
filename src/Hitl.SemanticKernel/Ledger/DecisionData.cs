using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

/// <summary>What is stored of a decision.</summary>
internal sealed record DecisionData
{
    public required DecisionKind Kind { get; init; }

    public required string ReviewerId { get; init; }

    public string? ReviewerName { get; init; }

    public IReadOnlyList<string>? ReviewerGroups { get; init; }

    public string? Comment { get; init; }

    public string? Result { get; init; }

    public JsonElement? Arguments { get; init; }

    public string? Digest { get; init; }

    public RiskAssessment? Risk { get; init; }

    /// <summary>Whether nobody decided and the deadline did.</summary>
    public bool ByDeadline { get; init; }

    public EventActor Actor => new() { Kind = ByDeadline ? ActorKind.Deadline : ActorKind.Person, Id = ByDeadline ? null : ReviewerId, Groups = ReviewerGroups };

    /// <summary>What is stored when the deadline decides, as JSON.</summary>
    public static string AtDeadline(DecisionKind kind) =>
        JsonSerializer.Serialize(new DecisionData { Kind = kind, ReviewerId = "deadline", ByDeadline = true }, LedgerJson.Relaxed.DecisionData);

    [JsonIgnore]
    public Reviewer Reviewer => new(ReviewerId, ReviewerName) { Groups = ReviewerGroups ?? [] };

    public ReviewDecision ToDecision(DateTimeOffset decidedAt) => new()
    {
        Kind = Kind,
        Reviewer = Reviewer,
        ByDeadline = ByDeadline,
        DecidedAt = decidedAt,
        Comment = Comment,
        Result = Result,
        Arguments = Arguments,
    };
}
