namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>The ways on which a thread reaches its model.</summary>
public enum TurnPath
{
    Connector,
    StreamedConnector,
    ChatClient,
    StreamedChatClient,
}
