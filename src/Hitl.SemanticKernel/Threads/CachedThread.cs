using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The beginning of a thread's log. The log is only appended to, so a beginning stays true.</summary>
internal sealed record CachedThread(string ThreadId, string Uid, ChatMessage[] Log, ConversationIndex Index)
{
    public int Count => Log.Length;

    public List<ChatMessage> Take(int count) => [.. Log.AsSpan(0, count)];
}
