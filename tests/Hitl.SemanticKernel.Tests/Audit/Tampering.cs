using System.Text;

namespace Hitl.SemanticKernel.Tests.Audit;

/// <summary>One thing that somebody could do to a chain of some events, and what checking it must say.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Kind">What is found.</param>
/// <param name="Number">Which event is named, counted from the last.</param>
/// <param name="Do">Does it to the thread <c>t</c> with this many events.</param>
internal sealed record Tampering(string Name, AuditFindingKind Kind, int Number, Func<AuditStore, int, Task> Do)
{
    public static readonly Tampering[] All =
    [
        new("the body changed", AuditFindingKind.Changed, 5, async (store, n) =>
        {
            var stored = await store.ReadAsync("t", n - 5);
            await store.WriteAsync("t", n - 5, stored with { Body = Changed(stored.Body, "Till-Note", "Till-Look") });
        }),
        new("the time changed", AuditFindingKind.Changed, 5, async (store, n) =>
        {
            var stored = await store.ReadAsync("t", n - 5);
            await store.WriteAsync("t", n - 5, stored with { Facts = Changed(stored.Facts, "time13:1", "time13:2") });
        }),
        new("the time of the latest changed", AuditFindingKind.Changed, 0, async (store, n) =>
        {
            var stored = await store.ReadAsync("t", n);
            await store.WriteAsync("t", n, stored with { Facts = Changed(stored.Facts, "time13:1", "time13:2") });
        }),
        new("the hash changed", AuditFindingKind.Changed, 5, async (store, n) =>
        {
            var stored = await store.ReadAsync("t", n - 5);
            await store.WriteAsync("t", n - 5, stored with { Hash = new string('0', 64) });
        }),
        new("an event made anew, with hash and check value", AuditFindingKind.Changed, 4, async (store, n) =>
        {
            var (stored, before) = (await store.ReadAsync("t", n - 5), await store.ReadAsync("t", n - 6));
            await store.WriteAsync("t", n - 5, stored with { Body = Changed(stored.Body, "Till-Note", "Till-Look") }, before.Head);
        }),
        new("no event any more", AuditFindingKind.Changed, 5, (store, n) => store.Database.HashSetAsync(store.Key("t"), EventReader.Entry(n - 5), "5:what")),
        new("the record of the latest changed", AuditFindingKind.Changed, 0, (store, _) => store.Database.HashSetAsync(store.Key("t"), "h", new string('0', 64))),
        new("an event removed", AuditFindingKind.Missing, 5, (store, n) => store.Database.HashDeleteAsync(store.Key("t"), EventReader.Entry(n - 5))),
        new("an event removed and the rest moved up", AuditFindingKind.Missing, 5, (store, n) => store.ShiftAsync("t", n - 4, n, -1)),
        new("the latest events removed", AuditFindingKind.Missing, 1, (store, n) => store.CutAsync("t", n, n - 3)),
        new("two events exchanged", AuditFindingKind.Reordered, 5, (store, n) => ExchangeAsync(store, n - 5, n - 2)),
        new("two neighbours exchanged", AuditFindingKind.Reordered, 4, (store, n) => ExchangeAsync(store, n - 5, n - 4)),
        new("an event put in", AuditFindingKind.Inserted, 5, async (store, n) =>
        {
            var stored = await store.ReadAsync("t", n - 5);
            await store.ShiftAsync("t", n - 5, n, 1);
            await store.WriteAsync("t", n - 5, stored with { Body = Changed(stored.Body, "Till-Note", "Till-Look") }, (await store.ReadAsync("t", n - 6)).Head);
        }),
        new("an event put behind the latest", AuditFindingKind.Inserted, -1, async (store, n) =>
        {
            var stored = await store.ReadAsync("t", n);
            await store.WriteAsync("t", n + 1, stored with { Facts = Changed(stored.Facts, NumberFact(n), NumberFact(n + 1)) }, stored.Head);
        }),
        new("the content changed", AuditFindingKind.ContentChanged, 5, (store, n) => store.Database.HashSetAsync(store.Key("t"), EventReader.Content(n - 5), "{}")),
        new("the content removed", AuditFindingKind.ContentMissing, 5, (store, n) => store.Database.HashDeleteAsync(store.Key("t"), EventReader.Content(n - 5))),
        new("the feed without an event", AuditFindingKind.NotInFeed, 5, (store, n) => store.RemoveFromFeedAsync("t", number => number == n - 5)),
    ];

    public override string ToString() => Name;

    private static async Task ExchangeAsync(AuditStore store, long one, long other)
    {
        foreach (var name in new[] { EventReader.Entry, (Func<long, StackExchange.Redis.RedisValue>)EventReader.Content })
        {
            var (first, second) = (await store.Database.HashGetAsync(store.Key("t"), name(one)), await store.Database.HashGetAsync(store.Key("t"), name(other)));
            await store.Database.HashSetAsync(store.Key("t"), [new(name(one), second), new(name(other), first)]);
        }
    }

    private static string NumberFact(int number)
    {
        var text = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"number{text.Length}:{text}";
    }

    private static byte[] Changed(byte[] bytes, string from, string to)
    {
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Contains(from, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }
}
