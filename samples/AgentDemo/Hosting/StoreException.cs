namespace AgentDemo.Hosting;

/// <summary>The store cannot be reached; the message says where it was looked for.</summary>
internal sealed class StoreException(string message, Exception inner) : Exception(message, inner);
