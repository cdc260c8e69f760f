namespace Hitl.SemanticKernel;

internal enum BeginStatus
{
    /// <summary>The caller has the run lease.</summary>
    Run,

    /// <summary>Every open call waits for a person; the caller has no lease.</summary>
    Waiting,

    /// <summary>Nothing is left to do; the caller has no lease.</summary>
    Idle,
}
