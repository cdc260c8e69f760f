namespace Hitl.SemanticKernel.Tests.Support;

/// <summary>How a kernel reaches its model.</summary>
public enum ModelPath
{
    /// <summary>Semantic Kernel's OpenAI connector.</summary>
    Connector,

    /// <summary>An <c>IChatClient</c> with Semantic Kernel's function invocation.</summary>
    ChatClient,
}
