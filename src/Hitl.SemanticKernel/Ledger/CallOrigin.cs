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

    /// <summary>Nobody: it stands for an answer of the model that was held before it was given out. Its argument <c>text</c> is the answer.</summary>
    Output,
}
