namespace AgentDemo.Output;

/// <summary>A memory that was forgotten.</summary>
internal sealed record ForgottenOutput(string Id);
