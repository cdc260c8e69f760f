namespace Hitl.SemanticKernel;

/// <summary>What a stop is about.</summary>
public enum StopKind
{
    /// <summary>Every call of every thread.</summary>
    Everything,

    /// <summary>The calls of one thread.</summary>
    Thread,

    /// <summary>The calls for one user (<c>UseUser</c>).</summary>
    User,

    /// <summary>The calls of the tools that a pattern names.</summary>
    Tool,
}
