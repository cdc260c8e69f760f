using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>An event that a group could not handle, as it is stored.</summary>
internal sealed record StoredLetter
{
    [JsonIgnore]
    public FeedPosition Position { get; init; }

    public required string Key { get; init; }

    public required long Number { get; init; }

    /// <summary>When the event was appended, in milliseconds of the server's clock.</summary>
    public long Time { get; init; }

    public string? Thread { get; init; }

    public string? Kind { get; init; }

    public required string Error { get; init; }

    public int Attempts { get; init; }

    public EventReference Reference => new(Position, Key, Number, Time);

    public static StoredLetter Parse(string position, RedisValue json) =>
        JsonSerializer.Deserialize((byte[])json!, EventJson.Relaxed.StoredLetter)! with { Position = FeedPosition.Parse(position) };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, EventJson.Relaxed.StoredLetter);
}
