namespace Hitl.SemanticKernel;

internal enum BeginMode
{
    /// <summary>New messages arrive; the thread is made if there is none.</summary>
    Invoke,

    /// <summary>Go on with an existing thread.</summary>
    Resume,

    /// <summary>A function is called without a model.</summary>
    Direct,

    /// <summary>Only asks whether the thread can go on; no lease is taken.</summary>
    Look,
}
