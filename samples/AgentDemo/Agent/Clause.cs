namespace AgentDemo.Agent;

/// <summary>The part of a message that one verb governs.</summary>
internal sealed record Clause(RequestKind Kind, string Text, int Start);
