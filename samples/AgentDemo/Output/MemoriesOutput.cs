namespace AgentDemo.Output;

/// <summary>What the agent remembers.</summary>
internal sealed record MemoriesOutput(IReadOnlyList<MemoryOutput> Memories);
