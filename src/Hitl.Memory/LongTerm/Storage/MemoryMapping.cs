using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hitl.Memory;

/// <summary>Memories and their stored form.</summary>
internal static class MemoryMapping
{
    public static string Name(MemoryType type) => type switch
    {
        MemoryType.Semantic => "semantic",
        MemoryType.Episodic => "episodic",
        MemoryType.Message => "message",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type of memory."),
    };

    public static MemoryType Type(string name) => name switch
    {
        "episodic" => MemoryType.Episodic,
        "message" => MemoryType.Message,
        _ => MemoryType.Semantic,
    };

    public static StoredMemory ToStored(NewMemory memory, MemoryScope scope, string id, ReadOnlyMemory<float> embedding, DateTimeOffset now)
    {
        var (type, time) = (Name(memory.Type), now.ToUnixTimeMilliseconds());
        var created = memory.CreatedAt?.ToUnixTimeMilliseconds() ?? time;
        return new()
        {
            Key = MemoryKeys.Key(scope, id),
            Id = id,
            Namespace = scope.Namespace,
            UserId = scope.UserId,
            Scope = scope.Key,
            Active = scope.Key,
            ThreadId = memory.ThreadId,
            Text = memory.Text,
            Hash = MemoryKeys.Hash(scope, memory.Text, memory.ThreadId, type),
            Type = type,
            Topics = Distinct(memory.Topics),
            Entities = Distinct(memory.Entities),
            ExtractedFrom = Distinct(memory.ExtractedFrom),
            EventDate = memory.EventDate?.ToUnixTimeMilliseconds(),
            CreatedAt = created,
            UpdatedAt = time,
            LastAccessed = created,
            PersistedAt = time,
            Pinned = memory.Pinned,
            ValidFrom = created,
            Strategy = memory.Strategy,
            StrategyConfig = Write(memory.StrategyConfig),
            Metadata = Write(memory.Metadata),
            Embedding = embedding,
        };
    }

    public static MemoryRecord ToRecord(StoredMemory stored) => new()
    {
        Id = stored.Id,
        Scope = new(stored.Namespace, stored.UserId),
        Text = stored.Text,
        Type = Type(stored.Type),
        ThreadId = stored.ThreadId,
        Topics = stored.Topics,
        Entities = stored.Entities,
        ExtractedFrom = stored.ExtractedFrom,
        EventDate = stored.EventDate is { } date ? Time(date) : null,
        CreatedAt = Time(stored.CreatedAt),
        UpdatedAt = Time(stored.UpdatedAt),
        LastAccessed = Time(stored.LastAccessed),
        PersistedAt = Time(stored.PersistedAt),
        AccessCount = stored.AccessCount,
        Pinned = stored.Pinned,
        Hash = stored.Hash,
        ValidFrom = Time(stored.ValidFrom),
        ValidUntil = stored.IsActive ? null : Time(stored.ValidUntil),
        SupersededBy = stored.SupersededBy,
        Supersedes = stored.Supersedes,
        Strategy = stored.Strategy,
        StrategyConfig = Read(stored.StrategyConfig),
        Metadata = Read(stored.Metadata),
    };

    public static string[] Distinct(IEnumerable<string> values) => [.. values.Distinct(StringComparer.Ordinal)];

    public static string? Write(JsonObject? json) => json is null ? null : JsonSerializer.Serialize(json, MemoryJson.Default.JsonObject);

    public static JsonObject? Read(string? json) => json is null ? null : JsonNode.Parse(json)!.AsObject();

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
