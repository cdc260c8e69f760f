namespace Hitl.SemanticKernel;

/// <summary>What follows a complete batch.</summary>
internal enum After
{
    /// <summary>The model is called with the results.</summary>
    Model,

    /// <summary>Nothing: the app invoked the functions. What was left to do before is still left.</summary>
    Nothing,

    /// <summary>Nothing: the batch was the model's answer.</summary>
    Answer,
}
