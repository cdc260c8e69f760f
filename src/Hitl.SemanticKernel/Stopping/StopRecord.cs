using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>What is stored of a stop, and of each entry of the log: the server's time in milliseconds, a space, and this as JSON.</summary>
internal sealed record StopRecord
{
    public required string Target { get; init; }

    public required Reviewer By { get; init; }

    public string? Reason { get; init; }

    public bool IsLift { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, LedgerJson.Relaxed.StopRecord);

    public static StopLogEntry Read(RedisValue entry)
    {
        var text = entry.ToString();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var record = JsonSerializer.Deserialize(text.AsSpan(space + 1), LedgerJson.Relaxed.StopRecord)!;
        return new StopLogEntry
        {
            Target = StopTarget.Parse(record.Target),
            IsLift = record.IsLift,
            By = record.By,
            Reason = record.Reason,
            At = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text.AsSpan(0, space), CultureInfo.InvariantCulture)),
        };
    }

    public static ActiveStop ReadActive(RedisValue entry)
    {
        var read = Read(entry);
        return new ActiveStop { Target = read.Target, By = read.By, Reason = read.Reason ?? string.Empty, At = read.At };
    }
}
