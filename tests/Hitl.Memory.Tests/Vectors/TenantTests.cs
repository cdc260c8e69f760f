using CsCheck;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

/// <summary>Tenants that share a collection are kept apart by a filter, whatever they are called and whatever they write.</summary>
public sealed class TenantTests(RedisServers servers)
{
    private static readonly string[] Strange =
    [
        "a", "A", "a b", "a,b", "a|b", "a}", "{a", "}|@\\$t:{all", "*", "a*", "\"", "'", "\\", "\\\\", "a\\", "-a", "(a)", "~a", "@id:{x}", "$q", "=>[KNN 5 @v $q]",
        "\u001f", "\0", "a\0b", "\r\n", " ", " a", "a ", "", "\ud83d\ude00", "e\u0301", "\u00e9", "ı", "I", "i", "ß", "ss", "all", "none", "null", "true", "1", "01", "1.0", "-inf", "nan",
        new('x', 10_000), new string('x', 10_000) + "y", new('\ud7ff', 3_000),
    ];

    private static readonly Gen<string> Text = Gen.Frequency(
        (3, Gen.Int[0, Strange.Length - 1].Select(index => Strange[index])),
        (1, Gen.String[0, 20].Select(text => string.Concat(text.EnumerateRunes()))));

    [Theory]
    [AllStores]
    public async Task No_tenant_sees_what_another_wrote(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);
        var run = 0;
        var gen = Gen.Select(Text.Array[2, 12], Text.Array[12], Text.Array[12]);
        await gen.SampleAsync(async (tenants, labels, bodies) =>
        {
            var owned = tenants.Select((tenant, i) => new Owned
            {
                Id = $"{i} {bodies[i]}", Tenant = tenant, Labels = [labels[i], labels[(i + 1) % labels.Length]], Body = bodies[i], Vector = new float[] { 1, i, 0 },
            }).ToArray();
            var collection = await store.FilledAsync<string, Owned>($"run {Interlocked.Increment(ref run)}", owned);
            foreach (var tenant in tenants.Concat(labels).Distinct(StringComparer.Ordinal))
            {
                var expected = owned.Where(record => record.Tenant == tenant).Select(record => record.Id).Order(StringComparer.Ordinal).ToArray();
                Assert.Equal(expected, (await collection.GetAsync(record => record.Tenant == tenant, top: 50).Select(record => record.Id).ToArrayAsync()).Order(StringComparer.Ordinal));
                var found = await collection.SearchAsync(new ReadOnlyMemory<float>([1, 0, 0]), top: 50, new() { Filter = record => record.Tenant == tenant }).ToArrayAsync();
                Assert.Equal(expected, found.Select(result => result.Record.Id).Order(StringComparer.Ordinal));
                Assert.All(found, result => Assert.Equal(tenant, result.Record.Tenant));

                var labeled = owned.Where(record => record.Labels.Contains(tenant) && record.Tenant != tenant).Select(record => record.Id).Order(StringComparer.Ordinal);
                Assert.Equal(labeled, (await collection.GetAsync(record => record.Labels.Contains(tenant) && record.Tenant != tenant, top: 50).Select(record => record.Id).ToArrayAsync()).Order(StringComparer.Ordinal));
            }

            await collection.DeleteAsync(owned[0].Id);
            Assert.Equal(owned.Length - 1, await collection.GetAsync(record => true, top: 50).CountAsync());
            await collection.EnsureCollectionDeletedAsync();
        }, iter: 15, threads: 1);
    }

    [Fact]
    public async Task Keywords_find_nothing_of_other_tenants()
    {
        var store = await servers.OpenAsync(StoreKind.RedisSearch);
        var run = 0;
        await Gen.Select(Text.Array[8], Text.Array[1, 4]).SampleAsync(async (tenants, keywords) =>
        {
            var owned = tenants.Select((tenant, i) => new Owned { Id = $"{i}", Tenant = tenant, Body = string.Join(' ', tenants), Vector = new float[] { 1, i, 0 } }).ToArray();
            var collection = await store.FilledAsync<string, Owned>($"run {Interlocked.Increment(ref run)}", owned);
            var tenant = tenants[0];
            var found = await ((IKeywordHybridSearchable<Owned>)collection)
                .HybridSearchAsync(new ReadOnlyMemory<float>([1, 0, 0]), keywords, top: 50, new() { Filter = record => record.Tenant == tenant }).ToArrayAsync();
            Assert.Equal(owned.Where(record => record.Tenant == tenant).Select(record => record.Id), found.Select(result => result.Record.Id).Order(StringComparer.Ordinal));
            await collection.EnsureCollectionDeletedAsync();
        }, iter: 40, threads: 1);
    }

    public sealed class Owned
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreData(IsIndexed = true)]
        public string Tenant { get; set; } = "";

        [VectorStoreData(IsIndexed = true)]
        public string[] Labels { get; set; } = [];

        [VectorStoreData(IsFullTextIndexed = true)]
        public string Body { get; set; } = "";

        [VectorStoreVector(3)]
        public ReadOnlyMemory<float> Vector { get; set; }
    }
}
