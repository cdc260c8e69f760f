namespace AgentDemo.Output;

/// <summary>Something that the agent remembers.</summary>
internal sealed record MemoryOutput(string Id, string Text, string? ThreadId, DateTimeOffset CreatedAt);
