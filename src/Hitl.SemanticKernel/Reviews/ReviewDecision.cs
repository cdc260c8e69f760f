using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>A decision that was made.</summary>
public sealed record ReviewDecision
{
    /// <summary>What was decided.</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>Who decided. When the deadline did, nobody did, and the id is <c>deadline</c>.</summary>
    public required Reviewer Reviewer { get; init; }

    /// <summary>Whether nobody decided in time and the deadline did what the policy says.</summary>
    public bool ByDeadline { get; init; }

    /// <summary>When, by the server's clock; the deadline itself when that decided.</summary>
    public DateTimeOffset DecidedAt { get; init; }

    /// <summary>The reason of a rejection or a comment; <see langword="null"/> when none was given.</summary>
    public string? Comment { get; init; }

    /// <summary>The result that the person gave in the tool's place; <see langword="null"/> otherwise.</summary>
    public string? Result { get; init; }

    /// <summary>The arguments of an edit; <see langword="null"/> otherwise.</summary>
    public JsonElement? Arguments { get; init; }
}
