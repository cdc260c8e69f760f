namespace AgentDemo.Output;

/// <summary>A conversation and the ledger of its calls.</summary>
internal sealed record HistoryOutput(string ThreadId, IReadOnlyList<MessageOutput> Messages, IReadOnlyList<CallOutput> Calls);
