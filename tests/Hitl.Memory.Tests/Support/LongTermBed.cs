using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

/// <summary>A long-term memory on a store of its own.</summary>
internal sealed class LongTermBed
{
    public static readonly MemoryScope Ann = new("shop", "ann");
    public static readonly MemoryScope Bob = new("shop", "bob");

    private LongTermBed(VectorStore store, RedisStore redis, IChatClient? model, LongTermMemoryOptions options)
    {
        (Store, Redis) = (store, redis);
        Memory = new(store, Embeddings, options, model, redis, Time);
        Storage = new(store, AngleEmbeddings.Dimensions, options);
    }

    public AngleEmbeddings Embeddings { get; } = new();

    public ManualTime Time { get; } = new();

    public VectorStore Store { get; }

    public RedisStore Redis { get; }

    public LongTermMemory Memory { get; }

    /// <summary>Where the memories are, to write records as they are stored.</summary>
    public MemoryStorage Storage { get; }

    public static async Task<LongTermBed> OpenAsync(RedisServers servers, StoreKind kind, IChatClient? model = null, LongTermMemoryOptions? options = null)
    {
        var server = await servers.ServerAsync(kind);
        return Open(server, kind, model, options);
    }

    public static LongTermBed Open(TestServer server, StoreKind kind, IChatClient? model = null, LongTermMemoryOptions? options = null)
    {
        var prefix = server.NewPrefix();
        return new(server.Open(kind, prefix), new RedisStore(new() { KeyPrefix = prefix, Partitions = 2 }, server.Connection), model, options ?? new());
    }

    /// <summary>Writes records as they are stored.</summary>
    public async Task StoreAsync(MemoryScope scope, params StoredMemory[] memories)
    {
        await using var gate = await new ScopeLocks(Redis, TimeSpan.FromSeconds(30)).AcquireAsync(scope, CancellationToken.None);
        await Storage.UpsertAsync(gate, memories, CancellationToken.None);
    }

    public async Task<string> AddAsync(string text, MemoryScope? scope = null, Func<NewMemory, NewMemory>? with = null)
    {
        var memory = new NewMemory { Text = text };
        return (await Memory.CreateAsync(scope ?? Ann, with?.Invoke(memory) ?? memory)).Memory.Id;
    }

    public async Task<string[]> FindAsync(string? text, MemoryScope? scope = null, Func<MemorySearch, MemorySearch>? with = null)
    {
        var search = new MemorySearch { Text = text, RecordAccess = false };
        return [.. (await Memory.SearchAsync(scope ?? Ann, with?.Invoke(search) ?? search)).Results.Select(result => result.Memory.Text)];
    }
}
