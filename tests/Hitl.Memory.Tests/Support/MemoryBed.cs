using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

/// <summary>An agent's memory on a server, under a key prefix of its own.</summary>
internal sealed class MemoryBed
{
    public static readonly MemoryScope Ann = LongTermBed.Ann;

    private MemoryBed(TestServer server, string prefix, IChatClient? model, MemoryOptions options)
    {
        (Server, Prefix) = (server, prefix);
        Redis = new(new() { KeyPrefix = prefix, Partitions = 2 }, server.Connection);
        LongTerm = new(new RedisVectorSetStore(server.Database, new() { KeyPrefix = prefix }), Embeddings, options.LongTerm, model, Redis);
        Memory = new(Redis, LongTerm, options, model);
    }

    public TestServer Server { get; }

    public string Prefix { get; }

    public RedisStore Redis { get; }

    public AngleEmbeddings Embeddings { get; } = new();

    public LongTermMemory LongTerm { get; }

    public AgentMemory Memory { get; }

    public static async Task<MemoryBed> OpenAsync(RedisServers servers, ServerKind kind, IChatClient? model = null, MemoryOptions? options = null)
    {
        var server = await servers.GetAsync(kind);
        return new(server, server.NewPrefix(), model, options ?? new());
    }

    /// <summary>Another process on the same store.</summary>
    public MemoryBed Again(IChatClient? model = null, MemoryOptions? options = null) => new(Server, Prefix, model, options ?? new());

    public WorkingMemory Thread(string id = "t", MemoryScope? scope = null) => Memory.Thread(id, scope ?? Ann);

    public async Task<string[]> RememberedAsync(MemoryScope? scope = null) =>
        [.. (await LongTerm.SearchAsync(scope ?? Ann, new() { RecordAccess = false, Limit = 100 })).Results.Select(result => result.Memory.Text).Order(StringComparer.Ordinal)];

    /// <summary>Lets all background work be due, and all leases on it end.</summary>
    public async Task MakeDueAsync()
    {
        for (var partition = 0; partition < Redis.Keys.Partitions; partition++)
        {
            var due = WorkingMemoryKeys.Due(Redis.Keys, partition);
            foreach (var name in await Server.Database.SortedSetRangeByRankAsync(due))
            {
                await Server.Database.SortedSetAddAsync(due, name, 0);
            }

            await Server.Database.KeyDeleteAsync(Redis.Keys.Key(partition, "memory:leases"));
        }
    }

    public static ChatMessage User(string text) => new(ChatRole.User, text);

    public static ChatMessage Assistant(string text) => new(ChatRole.Assistant, text);
}
