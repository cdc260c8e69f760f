using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The keys of one thread. All of them are in the thread's partition.</summary>
public sealed class ThreadKeys
{
    private readonly Keyspace _keyspace;
    private readonly string _root;

    internal ThreadKeys(Keyspace keyspace, int partition, string root)
    {
        _keyspace = keyspace;
        _root = root;
        Partition = partition;
        Head = root;
        Messages = root + ":messages";
        Inbox = root + ":inbox";
    }

    /// <summary>The thread's partition.</summary>
    public int Partition { get; }

    /// <summary>The head record, a hash: schema, version, run lease.</summary>
    public RedisKey Head { get; }

    /// <summary>The log of messages, a list that is only appended to.</summary>
    public RedisKey Messages { get; }

    /// <summary>Messages that arrived while the thread could not take them, a list that is only appended to.</summary>
    public RedisKey Inbox { get; }

    /// <summary>A further key of the thread.</summary>
    /// <param name="name">Its name, which must not be that of another key of the thread.</param>
    public RedisKey Own(string name) => _root + ":" + name;

    /// <summary>A key of the thread's partition that is not the thread's own.</summary>
    /// <param name="name">Its name.</param>
    public RedisKey Shared(string name) => _keyspace.Key(Partition, name);
}
