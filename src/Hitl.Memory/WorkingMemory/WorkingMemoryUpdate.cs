using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Changes to a working memory, all of which are made in one step or none of them.</summary>
public sealed record WorkingMemoryUpdate
{
    /// <summary>Messages to append. They get an id and a time where they have none. Recalled text in them is left out.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>Memories to keep here and to store in long-term memory in the background.</summary>
    public IReadOnlyList<NewMemory> Memories { get; init; } = [];

    /// <summary>The data. Null clears it.</summary>
    public Change<JsonObject?> Data { get; init; }

    /// <summary>The summary of what was said before the messages. Null clears it.</summary>
    public Change<string?> Summary { get; init; }

    /// <summary>How long it is kept after the last writing. Null: for ever.</summary>
    public Change<TimeSpan?> TimeToLive { get; init; }

    /// <summary>How memories are extracted from it. Null: as the options say.</summary>
    public Change<ExtractionStrategy?> Strategy { get; init; }

    /// <summary>The version that the working memory must have.</summary>
    /// <value>Default <see langword="null"/>: any.</value>
    public long? ExpectedVersion { get; init; }
}
