namespace Hitl.Memory.Tests;

public sealed class ConcurrencyTests(RedisServers servers)
{
    [Theory]
    [AllStores]
    public async Task Writes_deletes_and_searches_at_once_leave_what_was_written_last(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var first = await server.Open(kind, prefix).FilledAsync<string, Page>("pages");
        var second = server.Open(kind, prefix).GetCollection<string, Page>("pages");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            var pages = worker % 2 == 0 ? first : second;
            for (var i = 0; i < 40; i++)
            {
                var page = NewPage(random.Next(10), random.Next(5));
                switch (random.Next(4))
                {
                    case 0:
                        await pages.DeleteAsync(page.Id);
                        break;
                    case 1:
                        // Whatever is found was written as it is found.
                        foreach (var result in await pages.SearchAsync(page.Vector, top: 20, new() { Filter = found => found.Number > 0, IncludeVectors = true }).ToListAsync())
                        {
                            Assert.Equal(NewPage(int.Parse(result.Record.Id, null), result.Record.Number).Vector.ToArray(), result.Record.Vector.ToArray());
                            Assert.True(result.Record.Number > 0);
                        }

                        break;
                    default:
                        await pages.UpsertAsync(page);
                        break;
                }
            }
        })));

        // Each record is found by its vector and by its data, and nothing else is.
        var records = await first.GetAsync(page => true, top: 99, new() { IncludeVectors = true }).ToListAsync();
        foreach (var record in records)
        {
            var exact = await second.SearchAsync(record.Vector, top: 1, new() { Filter = page => page.Id == record.Id }).SingleAsync();
            Assert.Equal(1, exact.Score!.Value, 4);
            Assert.Contains(record.Id, await second.GetAsync(page => page.Number == record.Number, top: 99).Select(page => page.Id).ToArrayAsync());
        }

        Assert.Equal(records.Select(page => page.Id).Order(), (await second.SearchAsync(new float[] { 1, 1, 1 }, top: 99).Select(result => result.Record.Id).ToArrayAsync()).Order());
    }

    [Theory]
    [AllStores]
    public async Task A_collection_that_is_deleted_under_writers_is_gone_with_what_they_write(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var pages = await server.Open(kind, prefix).FilledAsync<string, Page>("pages");
        var other = server.Open(kind, prefix).GetCollection<string, Page>("pages");

        var writing = Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                await other.UpsertAsync(NewPage(i, i));
            }
        });
        while (await pages.GetAsync("20") is null)
        {
            Assert.False(writing.IsCompleted);
        }

        await pages.EnsureCollectionDeletedAsync();
        await Assert.ThrowsAsync<CollectionNotFoundException>(() => writing);
        Assert.Empty(await CollectionTests.KeysAsync(server, prefix));
    }

    [Theory]
    [AllStores]
    public async Task A_collection_that_many_make_at_once_is_one(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var pages = server.Open(kind, prefix).GetCollection<string, Page>("pages");
            await pages.EnsureCollectionExistsAsync();
            await pages.UpsertAsync(NewPage(i, i));
        })));

        Assert.Equal(8, await server.Open(kind, prefix).GetCollection<string, Page>("pages").GetAsync(page => true, top: 99).CountAsync());
    }

    private static Page NewPage(int id, int number) => new()
    {
        Id = id.ToString(System.Globalization.CultureInfo.InvariantCulture), Number = number, Vector = new float[] { id + 1, number, 1 },
    };
}
