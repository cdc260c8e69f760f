namespace AgentDemo.Output;

/// <summary>How a turn of the agent ended.</summary>
internal sealed record TurnOutput(
    string Status,
    string ThreadId,
    string? Message,
    bool MessageQueued,
    IReadOnlyList<ReviewOutput> Reviews);
