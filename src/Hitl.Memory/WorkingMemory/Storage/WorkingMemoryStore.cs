using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Runs the scripts of the working memory of a thread.</summary>
internal sealed class WorkingMemoryStore
{
    private readonly RedisStore _redis;
    private readonly string _threadId;
    private readonly MemoryScope _scope;
    private readonly WorkingMemoryKeys _keys;

    public WorkingMemoryStore(RedisStore redis, string threadId, MemoryScope scope)
    {
        (_redis, _threadId, _scope) = (redis, threadId, scope);
        _keys = new(redis.Keys, threadId, scope);
    }

    /// <summary>Reads the working memory; null when there is none.</summary>
    public async Task<WorkingMemorySnapshot?> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await RunAsync(WorkingMemoryScripts.Read, [], cancellationToken).ConfigureAwait(false);
        return Status(answer) == "missing" ? null : Snapshot(answer);
    }

    /// <summary>Runs a transition.</summary>
    /// <returns>The answer, whose first element is a status that is no refusal.</returns>
    /// <exception cref="WorkingMemoryScopeException">It belongs to another scope.</exception>
    /// <exception cref="StoreMismatchException">It was written by a newer version.</exception>
    public async Task<RedisResult[]> RunAsync(string script, RedisValue[] values, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await _redis.EvaluateAsync(
            script, _keys.All, [ThreadScript.SchemaVersion, RedisValue.EmptyString, _threadId, _scope.Key, .. values], cancellationToken).ConfigureAwait(false))!;
        return Status(answer) switch
        {
            "scope" => throw new WorkingMemoryScopeException(_threadId),
            "newer" => throw new StoreMismatchException($"The thread '{_threadId}' was written by a newer version (schema {(string?)answer[1]}). Update this process."),
            _ => answer,
        };
    }

    public static string Status(RedisResult[] answer) => (string)answer[0]!;

    /// <summary>Messages of the log, by their places in it.</summary>
    public async Task<IReadOnlyList<ChatMessage>> LogAsync(int from, int count, CancellationToken cancellationToken)
    {
        var database = await _redis.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        var messages = await RedisStore.CallAsync(database.ListRangeAsync(_keys.All[1], from, from + count - 1), cancellationToken).ConfigureAwait(false);
        return [.. messages.Select(message => MessageJson.Deserialize((ReadOnlyMemory<byte>)message))];
    }

    public static string Write(OutboxItem item) => JsonSerializer.Serialize(item, MemoryJson.Default.OutboxItem);

    public static OutboxItem ReadItem(string json) => JsonSerializer.Deserialize(json, MemoryJson.Default.OutboxItem)!;

    public static RedisValue Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static WorkingMemorySnapshot Snapshot(RedisResult[] answer)
    {
        return new(
            Text(1)!, Whole(2) ?? 0, (int)Whole(3)!, Kept(Text(4)), Text(5), Text(6), Whole(7) is { } ttl ? TimeSpan.FromMilliseconds(ttl) : null, Time(8),
            Text(9) is { } strategy ? JsonSerializer.Deserialize(strategy, MemoryJson.Default.ExtractionStrategy) : null, Time(10), Time(11),
            (int)Whole(12)!, (int)Whole(13)!, [.. ((RedisValue[])answer[14]!).Select(message => MessageJson.Deserialize((ReadOnlyMemory<byte>)message))],
            [.. ((string[])answer[15]!).Select(ReadItem).OrderBy(item => item.Memory.Id, StringComparer.Ordinal)], Text(16) ?? "0", Whole(17) ?? 0);

        string? Text(int index) => (string?)answer[index] is { Length: > 0 } text ? text : null;

        long? Whole(int index) => Text(index) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

        DateTimeOffset? Time(int index) => Whole(index) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    /// <summary>The system messages before the window are kept as a JSON array of their texts.</summary>
    public static string Write(IEnumerable<ChatMessage> kept) => JsonSerializer.Serialize(kept.Select(MessageJson.SerializeToString).ToArray(), MemoryJson.Default.StringArray);

    private static IReadOnlyList<ChatMessage> Kept(string? json) =>
        json is null ? [] : [.. JsonSerializer.Deserialize(json, MemoryJson.Default.StringArray)!.Select(MessageJson.Deserialize)];
}
