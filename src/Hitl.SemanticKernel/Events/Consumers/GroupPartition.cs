using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>What the store keeps of a group on one partition, and this process's lease on it.</summary>
internal sealed class GroupPartition
{
    private readonly RedisStore _store;
    private readonly string _owner;
    private readonly EventConsumerOptions _options;
    private readonly RedisKey[] _keys;
    private string _fence = "0";

    public GroupPartition(RedisStore store, EventFeed feed, string group, string owner, EventConsumerOptions options)
    {
        _store = store;
        _owner = owner;
        _options = options;
        _keys = KeysOf(feed, group);
    }

    /// <summary>Everything up to there is done.</summary>
    public FeedPosition Cursor { get; private set; }

    /// <summary>The last event that was handed out to anybody.</summary>
    public FeedPosition Delivered { get; private set; }

    /// <summary>The keys of the scripts.</summary>
    public static RedisKey[] KeysOf(EventFeed feed, string group) =>
        [$"{feed.Tag}:group:{group}", feed.Key, $"{feed.Tag}:dead:{group}", $"{feed.Tag}:replay:{group}"];

    /// <summary>Takes the partition, or says how long another process still has it.</summary>
    public async Task<TimeSpan?> TakeAsync(bool hasStreams, CancellationToken cancellationToken)
    {
        var reply = await _store.TransitionAsync(
            GroupScripts.Take,
            _keys,
            [_owner, Lease, _options.Start == ConsumerStart.Next ? "next" : "oldest", hasStreams ? "1" : "0"],
            cancellationToken).ConfigureAwait(false);
        if ((string)reply[0]! == "busy")
        {
            return TimeSpan.FromMilliseconds((long)reply[1]);
        }

        (_fence, Cursor, Delivered) = ((string)reply[1]!, FeedPosition.Parse((string)reply[2]!), FeedPosition.Parse((string)reply[3]!));
        return null;
    }

    /// <summary>Records how far the group is and renews the lease.</summary>
    /// <returns>The letters that are to be replayed; <see langword="null"/> when another process has the partition.</returns>
    public async Task<IReadOnlyList<StoredLetter>?> NoteAsync(FeedPosition cursor, FeedPosition delivered, CancellationToken cancellationToken)
    {
        (Cursor, Delivered) = (cursor, delivered > Delivered ? delivered : Delivered);
        var reply = await _store.TransitionAsync(GroupScripts.Note, _keys, [_owner, _fence, Lease, Cursor.ToString(), Delivered.ToString()], cancellationToken).ConfigureAwait(false);
        return (string)reply[0]! == "lost" ? null
            : reply.Length < 2 ? []
            : [.. ((RedisResult[])reply[1]!).Chunk(2).Select(field => StoredLetter.Parse((string)field[0]!, (RedisValue)field[1]))];
    }

    public Task LeaveAsync() => _store.TransitionAsync(GroupScripts.Leave, _keys, [_owner, _fence], CancellationToken.None);

    public Task SetAsideAsync(StoredLetter letter, CancellationToken cancellationToken) =>
        _store.TransitionAsync(GroupScripts.SetAside, _keys, [letter.Position.ToString(), letter.ToJson()], cancellationToken);

    /// <summary>Forgets a letter that was replayed.</summary>
    public Task ForgetAsync(StoredLetter letter, CancellationToken cancellationToken) =>
        _store.AskAsync(database => database.HashDeleteAsync(_keys[3], letter.Position.ToString()), cancellationToken);

    private long Lease => (long)_options.Lease.TotalMilliseconds;
}
