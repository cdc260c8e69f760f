namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>The ways on which a thread reaches its model.</summary>
public enum TurnPath
{
    Connector,
    StreamedConnector,
    ChatClient,
    StreamedChatClient,

    /// <summary>An <c>IChatClient</c> with <c>UseOversight</c>, without a kernel around it.</summary>
    Oversight,
    StreamedOversight,
}
