using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The keys of the working memory of a thread, all in the thread's partition.</summary>
internal sealed class WorkingMemoryKeys
{
    public WorkingMemoryKeys(Keyspace keyspace, string threadId, MemoryScope scope)
    {
        var thread = keyspace.Thread(threadId);
        Partition = thread.Partition;
        All =
        [
            thread.Head, thread.Messages, thread.Inbox, thread.Own("memory"), thread.Own("memory:items"), thread.Own("memory:outbox"),
            Due(keyspace, Partition), Sessions(keyspace, Partition, scope), Ending(keyspace, Partition, scope),
            Work(keyspace, Partition, scope),
        ];
    }

    public int Partition { get; }

    /// <summary>The keys in the order in which scripts take them.</summary>
    public RedisKey[] All { get; }

    /// <summary>What is to be done in the background, by the time at which it is due.</summary>
    public static RedisKey Due(Keyspace keyspace, int partition) => keyspace.Key(partition, "memory:due");

    /// <summary>The threads of a scope, by the time at which they were last changed.</summary>
    public static RedisKey Sessions(Keyspace keyspace, int partition, MemoryScope scope) => keyspace.Key(partition, "memory:threads:" + scope.Digest);

    /// <summary>The threads of a scope that go away, by the time at which they do.</summary>
    public static RedisKey Ending(Keyspace keyspace, int partition, MemoryScope scope) => keyspace.Key(partition, "memory:ending:" + scope.Digest);

    /// <summary>What is to be done in the background for a scope.</summary>
    public static RedisKey Work(Keyspace keyspace, int partition, MemoryScope scope) => keyspace.Key(partition, "memory:work:" + scope.Digest);

    /// <summary>The state of a thread.</summary>
    public static RedisKey State(Keyspace keyspace, string threadId) => keyspace.Thread(threadId).Own("memory");

    /// <summary>The outbox of a thread.</summary>
    public static RedisKey Outbox(Keyspace keyspace, string threadId) => keyspace.Thread(threadId).Own("memory:outbox");
}
