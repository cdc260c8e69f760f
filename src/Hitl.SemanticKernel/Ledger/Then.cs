namespace Hitl.SemanticKernel;

/// <summary>What becomes of the run after a record is written.</summary>
internal enum Then
{
    /// <summary>It goes on.</summary>
    Keep,

    /// <summary>It ends and calls wait for people.</summary>
    Release,

    /// <summary>It ends and nothing is left to do.</summary>
    Finish,
}
