namespace Hitl.SemanticKernel;

/// <summary>Who asked for a call.</summary>
public enum CallOrigin
{
    /// <summary>A model, in a message of the thread.</summary>
    Model,

    /// <summary>The app itself, or a prompt template.</summary>
    Direct,

    /// <summary>A function while it was running.</summary>
    Nested,
}
