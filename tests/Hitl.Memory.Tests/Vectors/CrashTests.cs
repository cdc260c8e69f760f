using StackExchange.Redis;

namespace Hitl.Memory.Tests;

/// <summary>What a process leaves that dies between a vector and its record.</summary>
public sealed class CrashTests(RedisServers servers)
{
    private static readonly float[] Vector = [1, 2, 3];

    [Theory]
    [AllStores]
    public async Task A_vector_whose_record_was_never_written_is_not_found(StoreKind kind)
    {
        var (pages, commands, set, _, _) = await OpenAsync(kind);
        for (var i = 0; i < 50; i++)
        {
            await commands.AddAsync(set, ElementName.Of(ElementName.NewRevision(DateTimeOffset.UnixEpoch.AddDays(i)), $"lost {i}"), Vector, null, 200);
        }

        foreach (var strange in new[] { "", "x", "not one of ours", "____________page 1", "page 1" })
        {
            await commands.AddAsync(set, strange, Vector, null, 200);
        }

        // The new one of an update that did not come to its end, beside the old one that counts.
        await commands.AddAsync(set, ElementName.Of(ElementName.NewRevision(TimeProvider.System.GetUtcNow()), "page 1"), Vector, null, 200);

        Assert.Equal(["page 1", "page 2"], (await pages.SearchAsync(Vector, top: 2).Select(result => result.Record.Id).ToArrayAsync()).Order());
        Assert.Equal(2, await pages.SearchAsync(Vector, top: 99).CountAsync());
        Assert.Null(await pages.GetAsync("lost 1"));
        Assert.Equal(2, await pages.GetAsync(page => true, top: 99).CountAsync());
    }

    [Theory]
    [AllStores]
    public async Task Old_vectors_without_records_are_tidied_up_and_young_ones_are_left(StoreKind kind)
    {
        var (pages, commands, set, _, _) = await OpenAsync(kind);
        await commands.AddAsync(set, ElementName.Of(ElementName.NewRevision(DateTimeOffset.UnixEpoch), "lost"), Vector, null, 200);
        await commands.AddAsync(set, ElementName.Of(ElementName.NewRevision(TimeProvider.System.GetUtcNow()), "on its way"), Vector, null, 200);
        Assert.Equal(4, await commands.CountAsync(set));

        await pages.SearchAsync(Vector, top: 9).ToListAsync();
        Assert.Equal(kind == StoreKind.EmbeddedVectorSets ? 4 : 3, await commands.CountAsync(set));
    }

    [Theory]
    [AllStores]
    public async Task A_record_that_was_deleted_with_its_vector_left_is_not_found(StoreKind kind)
    {
        var (pages, _, _, database, keys) = await OpenAsync(kind);

        // The script ran, and the process died before it removed the vector.
        await database.ScriptEvaluateAsync(VectorSetScripts.Delete, [.. keys.Script("page 1")], [keys.Generation, "page 1", 0]);

        Assert.Equal("page 2", (await pages.SearchAsync(Vector, top: 9).SingleAsync()).Record.Id);
        await pages.UpsertAsync(CollectionTests.NewPage(1));
        Assert.Equal(2, await pages.SearchAsync(Vector, top: 9).CountAsync());
    }

    [Fact]
    public void The_age_of_a_revision_can_be_read()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        var revision = ElementName.NewRevision(time);

        Assert.Equal(ElementName.RevisionLength, revision.Length);
        Assert.Equal(time, ElementName.TimeOf(revision));
        Assert.NotEqual(revision, ElementName.NewRevision(time));
    }

    private async Task<(RedisVectorSetCollection<string, Page> Pages, VectorSetCommands Commands, RedisKey Set, IDatabase Database, (string Generation, Func<string, RedisKey[]> Script) Keys)> OpenAsync(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var pages = new RedisVectorSetCollection<string, Page>(server.Database, "pages", new() { KeyPrefix = prefix });
        await pages.EnsureCollectionExistsAsync();
        await pages.UpsertAsync([CollectionTests.NewPage(1), CollectionTests.NewPage(2)]);
        var keys = new CollectionKeys(prefix, "pages");
        var head = await CollectionCatalog.ReadAsync(server.Database, keys);
        var held = keys.Generation(head!.Generation);
        var commands = new VectorSetCommands(
            server.Database, await VectorConnection.ServerAsync(server.Database, CancellationToken.None), VectorSetSettings.Parse(head.Settings));
        return (pages, commands, held.Vectors("Vector"), server.Database,
            (head.Generation, record => [keys.Head, held.Record(record), held.Members, held.Expiring, held.Traces, held.Index("Book"), held.Index("Number")]));
    }
}
