using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>What a script read of a working memory.</summary>
internal sealed record WorkingMemorySnapshot(
    string Uid,
    long Version,
    int From,
    IReadOnlyList<ChatMessage> Kept,
    string? Summary,
    string? Data,
    TimeSpan? TimeToLive,
    DateTimeOffset? ExpiresAt,
    ExtractionStrategy? Strategy,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    int Cursor,
    int Length,
    IReadOnlyList<ChatMessage> Messages,
    IReadOnlyList<OutboxItem> Items,
    string DataVersion,
    long RecordedTokens)
{
    /// <summary>The messages in the window, and the system messages before it.</summary>
    public IReadOnlyList<ChatMessage> Visible => [.. Kept, .. Messages];
}
