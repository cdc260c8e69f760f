using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What a read of a thread brought.</summary>
internal sealed record ThreadSnapshot(
    BeginStatus Status,
    List<ChatMessage> Log,
    List<CallEntry> Calls);
