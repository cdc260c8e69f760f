namespace Hitl.SemanticKernel;

internal enum BeginMode
{
    /// <summary>New messages arrive; the thread is made if there is none.</summary>
    Invoke,

    /// <summary>Go on with an existing thread.</summary>
    Resume,

    /// <summary>A function is called without a model.</summary>
    Direct,
}
