namespace Hitl.SemanticKernel;

/// <summary>What becomes of the run after a record is written.</summary>
internal enum Then
{
    /// <summary>It goes on.</summary>
    Keep,

    /// <summary>It ends, and something is left to do: calls that wait for people, messages that have no answer.</summary>
    Release,

    /// <summary>It ends and nothing is left to do.</summary>
    Finish,
}
