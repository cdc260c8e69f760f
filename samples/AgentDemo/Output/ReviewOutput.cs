using System.Text.Json;

namespace AgentDemo.Output;

/// <summary>A question to people about a call.</summary>
internal record ReviewOutput
{
    public required string Id { get; init; }

    public required string ThreadId { get; init; }

    public required string CallId { get; init; }

    /// <summary><c>Call</c>: may it run? <c>Outcome</c>: a process died while it ran, what became of it? <c>Result</c>: may the model be told what it returned? <c>Output</c>: may the answer be given out?</summary>
    public required string Kind { get; init; }

    public required string State { get; init; }

    public required string Tool { get; init; }

    public required JsonElement Arguments { get; init; }

    /// <summary>What the call returned; only where the question is about that.</summary>
    public required JsonElement? Result { get; init; }

    public required double Risk { get; init; }

    public required IReadOnlyList<string> Flags { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>How far the call can be trusted; nothing when no signal had anything to say.</summary>
    public required double? Trust { get; init; }

    public required IReadOnlyList<string> Evidence { get; init; }

    public required string Policy { get; init; }

    public required string? PolicyVersion { get; init; }

    /// <summary>The groups whose members may decide; anybody when there are none.</summary>
    public required IReadOnlyList<string> ReviewerGroups { get; init; }

    public required DateTimeOffset? Deadline { get; init; }

    /// <summary>What the deadline does.</summary>
    public required string OnDeadline { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DecisionOutput? Decision { get; init; }
}
