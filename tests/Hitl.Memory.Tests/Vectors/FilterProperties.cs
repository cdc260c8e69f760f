using CsCheck;
using StackExchange.Redis;

namespace Hitl.Memory.Tests;

/// <summary>A filter has one meaning: what LINQ says on the records.</summary>
public sealed class FilterProperties(RedisServers servers)
{
    private static readonly ReadOnlyMemory<float> Anywhere = new float[] { 1, 0.5f, -1, 0.25f };

    [Theory]
    [AllStores]
    public async Task What_a_filter_finds_is_what_LINQ_finds(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);
        var run = 0;
        await Gen.Select(NoteFilters.Notes(12), NoteFilters.Filter.Array[8]).SampleAsync(async (notes, filters) =>
        {
            var collection = await store.FilledAsync<string, Note>($"run {Interlocked.Increment(ref run)}", notes);
            foreach (var filter in filters)
            {
                var expected = notes.Where(filter.Compile()).Select(note => note.Id).Order().ToArray();

                var read = await collection.GetAsync(filter, top: 100).Select(note => note.Id).ToArrayAsync();
                Assert.Equal(expected, read.Order());
                Assert.Equal(expected.Length, await ((RedisVectorCollection<string, Note>)collection).CountAsync(filter, CancellationToken.None));

                var found = await collection.SearchAsync(Anywhere, top: 100, new() { Filter = filter }).Select(result => result.Record.Id).ToArrayAsync();
                Assert.Equal(expected, found.Order());

                var sorted = await collection.GetAsync(filter, top: 5, new() { Skip = 1, OrderBy = order => order.Descending(note => note.Stars).Ascending(note => note.Weight) })
                    .Select(note => note.Id).ToArrayAsync();
                Assert.Equal(
                    notes.Where(filter.Compile()).OrderByDescending(note => note.Stars).ThenBy(note => note.Weight).ThenBy(note => note.Id, StringComparer.Ordinal).Skip(1).Take(5).Select(note => note.Id),
                    sorted);
            }

            await collection.EnsureCollectionDeletedAsync();
        }, iter: 40, threads: 1);
    }

    [Fact]
    public async Task What_Redis_filters_leaves_nothing_out()
    {
        var database = (await servers.GetAsync(ServerKind.Redis)).Database;
        var model = RecordModel.Build(typeof(Note), typeof(string), null, null);
        var commands = new VectorSetCommands(database, new(IsEmbedded: false, HasVectorSets: true, HasSearch: false), new(VectorQuantization.EightBit, 16));
        RedisKey set = (await servers.GetAsync(ServerKind.Redis)).NewPrefix();
        var pushed = 0;
        await Gen.Select(NoteFilters.Notes(20), NoteFilters.Filter.Array[20]).SampleAsync(async (notes, filters) =>
        {
            await database.KeyDeleteAsync(set);
            foreach (var record in await RecordPreparation.PrepareAsync(model, notes, CancellationToken.None))
            {
                await commands.AddAsync(set, record.Key, record.Vectors[0]!, AttributeValues.Json(model, record), 200);
            }

            foreach (var filter in filters)
            {
                if (AttributeFilter.Write(model, FilterTranslator.Translate(model, filter)) is not { } written)
                {
                    continue;
                }

                pushed++;
                var let = await commands.SimilarAsync(set, Anywhere.ToArray(), 100, 100, isExact: false, written);
                var missing = notes.Where(filter.Compile()).Select(note => note.Id).Except(let.Select(item => item.Element));
                Assert.True(!missing.Any(), $"{written} leaves out {string.Join(", ", missing)} of {filter}");
            }
        }, iter: 200, threads: 1);
        Assert.True(pushed > 100);
    }

    [Theory]
    [InlineData(StoreKind.EmbeddedVectorSets)]
    [InlineData(StoreKind.RedisVectorSets)]
    public async Task The_index_leads_to_all_records_and_to_few_others(StoreKind kind)
    {
        var server = await servers.ServerAsync(kind);
        var prefix = server.NewPrefix();
        var model = RecordModel.Build(typeof(Note), typeof(string), null, null);
        var run = 0;
        await Gen.Select(NoteFilters.Notes(20), NoteFilters.Filter.Array[20]).SampleAsync(async (notes, filters) =>
        {
            var name = $"run {Interlocked.Increment(ref run)}";
            var collection = await server.Open(kind, prefix).FilledAsync<string, Note>(name, notes);
            var keys = new CollectionKeys(prefix, name);
            var index = new RecordIndex(server.Database, keys.Generation((await CollectionCatalog.ReadAsync(server.Database, keys))!.Generation));
            foreach (var filter in filters)
            {
                var selection = await index.SelectAsync(IndexPlanner.Plan(FilterTranslator.Translate(model, filter)));
                var led = await index.PagesAsync(selection, CancellationToken.None).SelectMany(page => page).ToArrayAsync();
                var missing = notes.Where(filter.Compile()).Select(note => note.Id).Except(led);
                Assert.True(!missing.Any(), $"{string.Join(", ", missing)} left out of {filter}");
                Assert.Equal(led.Distinct(), led);
                Assert.True(led.Length <= selection.Count);
            }

            await collection.EnsureCollectionDeletedAsync();
        }, iter: 100, threads: 1);
    }
}
