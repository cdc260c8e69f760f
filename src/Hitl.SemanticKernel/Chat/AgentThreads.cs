namespace Hitl.SemanticKernel;

/// <summary>The threads of agents that are used as tools: each belongs to the call that it works for.</summary>
internal static class AgentThreads
{
    private const string Separator = "//";

    /// <summary>Whether a thread is that of an agent that works for a call of another thread.</summary>
    public static bool IsWithin(string threadId, string outer) =>
        threadId.Length > outer.Length + Separator.Length
        && threadId.StartsWith(outer, StringComparison.Ordinal)
        && threadId.AsSpan(outer.Length).StartsWith(Separator, StringComparison.Ordinal);
}
