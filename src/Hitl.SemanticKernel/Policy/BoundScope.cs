namespace Hitl.SemanticKernel;

/// <summary>Whose calls a bound counts together.</summary>
public enum BoundScope
{
    /// <summary>Those of one thread.</summary>
    Thread,

    /// <summary>Those for one user (<c>UseUser</c>). A call without a user is beyond the bound.</summary>
    User,

    /// <summary>All calls of the app.</summary>
    Everyone,
}
