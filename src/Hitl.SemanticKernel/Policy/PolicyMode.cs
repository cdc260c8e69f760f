namespace Hitl.SemanticKernel;

/// <summary>Whether verdicts are carried out.</summary>
public enum PolicyMode
{
    /// <summary>They are.</summary>
    Enforce,

    /// <summary>They are recorded and nothing is held: every call runs. <see cref="ShadowLog"/> says what would have been held.</summary>
    Shadow,
}
