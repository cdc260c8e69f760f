namespace Hitl.SemanticKernel;

/// <summary>The call that is running in the current flow of execution, for tools that want to know.</summary>
public sealed class CurrentCall
{
    private static readonly AsyncLocal<CurrentCall?> Ambient = new();

    internal CurrentCall(string threadId, string callId, string idempotencyKey, int attempt)
    {
        ThreadId = threadId;
        CallId = callId;
        IdempotencyKey = idempotencyKey;
        Attempt = attempt;
    }

    /// <summary>The running call; <see langword="null"/> outside of one.</summary>
    public static CurrentCall? Value
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>The thread that the call belongs to.</summary>
    public string ThreadId { get; }

    /// <summary>The call's id, unique in its thread.</summary>
    public string CallId { get; }

    /// <summary>
    /// The same text every time this call is run, and different for every other call: pass it to services that take an idempotency key.
    /// 32 characters, lower-case hexadecimal.
    /// </summary>
    public string IdempotencyKey { get; }

    /// <summary>
    /// Which run of the call this is: 1, and more after a crash or a nested pause. Runs of calls that only read, or are declared
    /// idempotent, are counted in this process alone.
    /// </summary>
    public int Attempt { get; }
}
