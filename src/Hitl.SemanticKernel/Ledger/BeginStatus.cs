namespace Hitl.SemanticKernel;

internal enum BeginStatus
{
    /// <summary>The caller has the run lease.</summary>
    Run,

    /// <summary>Every open call waits for a person; the caller has no lease.</summary>
    Waiting,

    /// <summary>Nothing is left to do; the caller has no lease.</summary>
    Idle,

    /// <summary>A look found something that can be done.</summary>
    Ready,

    /// <summary>Some calls wait for other threads, and whether these can go on must be said; the caller has no lease.</summary>
    Elsewhere,
}
