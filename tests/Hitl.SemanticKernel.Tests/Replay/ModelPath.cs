namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>The ways on which a thread reaches its model.</summary>
public enum ModelPath
{
    Connector,
    StreamedConnector,
    ChatClient,
    StreamedChatClient,
}
