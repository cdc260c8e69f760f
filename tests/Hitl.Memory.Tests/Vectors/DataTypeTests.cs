using System.Globalization;
using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

public sealed class DataTypeTests(RedisServers servers)
{
    public static TheoryData<StoreKind, object, object> Values { get; } = new MatrixTheoryData<StoreKind, (object, object)>(
        Enum.GetValues<StoreKind>(),
        [
            (true, false), ((byte)8, (byte)9), ((sbyte)-8, (sbyte)9), ((short)-8, (short)9), ((ushort)8, (ushort)9), (8, -9), (8u, 9u), (8L, long.MinValue), (8UL, ulong.MaxValue),
            (8.5f, -9.25f), (8.5, double.NaN), (8.5m, 1.50m), ("foo", "\"\u2028;\0\ud83d\ude00"),
            (new Guid("603840bf-cf91-4521-8b8e-8b6a2e75910a"), Guid.Empty),
            (new DateTime(2020, 1, 1, 12, 30, 45, DateTimeKind.Utc), new DateTime(2021, 2, 3, 13, 40, 55).AddTicks(7)),
            (new DateTimeOffset(2020, 1, 1, 12, 30, 45, TimeSpan.FromHours(2)), DateTimeOffset.MinValue),
            (new DateOnly(2020, 1, 1), new DateOnly(2021, 2, 3)), (new TimeOnly(12, 30, 45), new TimeOnly(13, 40, 55).Add(TimeSpan.FromTicks(3))), (TimeSpan.FromDays(-3), TimeSpan.FromTicks(1)),
            (new[] { "foo", "bar" }, new[] { "foo", null, "" }), (new[] { 1, 2 }, Array.Empty<int>()), (new List<string> { "a,b", "c|d" }, new List<string>()),
            (new List<double> { 0.1 }, new List<double> { double.MaxValue }), (new bool?[] { true, null }, new bool?[] { false }), (new byte[] { 0, 255, 10 }, Array.Empty<byte>()),
        ]).Select(row => (row.Data.Item1, row.Data.Item2.Item1, row.Data.Item2.Item2)).Aggregate(new TheoryData<StoreKind, object, object>(), (rows, row) =>
        {
            rows.Add(row.Item1, row.Item2, row.Item3);
            return rows;
        });

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task A_value_of_each_type_is_read_as_it_was_written_and_found(StoreKind kind, object first, object second)
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = Strange();
        try
        {
            await CheckAsync(kind, first.GetType(), first, second);
            if (first.GetType() is { IsValueType: true } type)
            {
                await CheckAsync(kind, typeof(Nullable<>).MakeGenericType(type), first, second);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [AllStores]
    public async Task The_kind_and_the_offset_of_times_survive(StoreKind kind)
    {
        var store = await servers.OpenAsync(kind);
        var things = store.GetDynamicCollection("things", Definition(typeof(DateTime)));
        await things.EnsureCollectionExistsAsync();
        var local = new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Local);
        await things.UpsertAsync(new Dictionary<string, object?> { ["id"] = "a", ["value"] = local });
        Assert.Equal(local.ToUniversalTime(), ((DateTime)(await things.GetAsync("a"))!["value"]!).ToUniversalTime());

        var others = store.GetDynamicCollection("others", Definition(typeof(DateTimeOffset)));
        await others.EnsureCollectionExistsAsync();
        await others.UpsertAsync(new Dictionary<string, object?> { ["id"] = "a", ["value"] = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(5.5)) });
        Assert.Equal(TimeSpan.FromHours(5.5), ((DateTimeOffset)(await others.GetAsync("a"))!["value"]!).Offset);
    }

    [Theory]
    [AllStores(typeof(object))]
    [AllStores(typeof(Uri))]
    [AllStores(typeof(Dictionary<string, string>))]
    [AllStores(typeof(HashSet<string>))]
    [AllStores(typeof(int[][]))]
    public async Task A_type_that_cannot_be_stored_is_refused_at_once(StoreKind kind, Type type)
    {
        var store = await servers.OpenAsync(kind);

        var error = Assert.Throws<NotSupportedException>(() => store.GetDynamicCollection("things", Definition(type)));
        Assert.Contains("'value'", error.Message, StringComparison.Ordinal);
    }

    private async Task CheckAsync(StoreKind kind, Type type, object first, object second)
    {
        var store = await servers.OpenAsync(kind);
        var things = store.GetDynamicCollection("things", Definition(type));
        await things.EnsureCollectionExistsAsync();
        var isNullable = !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        await things.UpsertAsync([New("first", first), New("second", second), .. isNullable ? new[] { New("none", null) } : []]);

        Assert.Equal(first, (await things.GetAsync("first"))!["value"]);
        Assert.Equal(second, (await things.GetAsync("second"))!["value"]);
        if (type != typeof(byte[]))
        {
            await FindAsync(things, type, first, "first");
        }

        if (isNullable)
        {
            Assert.Null((await things.GetAsync("none"))!["value"]);
            await FindAsync(things, type, null, "none");
        }

        Dictionary<string, object?> New(string id, object? value) => new() { ["id"] = id, ["value"] = value, ["vector"] = new float[] { 1, 2 } };
    }

    private static async Task FindAsync(VectorStoreCollection<object, Dictionary<string, object?>> things, Type type, object? value, string id)
    {
        var record = Expression.Parameter(typeof(Dictionary<string, object?>));
        var filter = Expression.Lambda<Func<Dictionary<string, object?>, bool>>(
            Expression.Equal(
                Expression.Convert(Expression.Call(record, typeof(Dictionary<string, object?>).GetMethod("get_Item")!, Expression.Constant("value")), type),
                Expression.Constant(value, type)),
            record);
        Assert.Equal([id], await things.GetAsync(filter, top: 9).Select(found => (string)found["id"]!).ToArrayAsync());
        Assert.Equal(id, (await things.SearchAsync(new float[] { 1, 2 }, top: 9, new() { Filter = filter }).SingleAsync()).Record["id"]);
    }

    private static VectorStoreCollectionDefinition Definition(Type type) => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty("id", typeof(string)),
            new VectorStoreDataProperty("value", type) { IsIndexed = true },
            new VectorStoreVectorProperty("vector", typeof(float[]), 2),
        ],
    };

    // The signs of numbers and times as no parser expects them.
    private static CultureInfo Strange()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "minus ";
        culture.NumberFormat.NaNSymbol = "none";
        culture.DateTimeFormat.DateSeparator = "~";
        culture.DateTimeFormat.TimeSeparator = "~";
        return culture;
    }
}
