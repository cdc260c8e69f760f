using System.Globalization;
using System.Text;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Audit;

/// <summary>The audit log of one key prefix, with what an intruder on the server could do to it.</summary>
internal sealed class AuditStore : IAsyncDisposable
{
    private static readonly string Append = EventScript.With("""
        event()
        return { 'ok' }
        """);

    private readonly TestServer _server;
    private readonly EventWriter _writer;

    public AuditStore(TestServer server, AuditKeys? keys = null, string? prefix = null)
    {
        _server = server;
        Prefix = prefix ?? server.NewPrefix();
        Store = new RedisStore(new RedisStoreOptions { KeyPrefix = Prefix }, server.Connection);
        Server = new EventServer(Store);
        _writer = new EventWriter(Store, Server);
        Feeds = EventFeed.All(Store, Server);
        Seals = new SealStore(Store);
        Log = new AuditLog(Store, Server, _writer, keys, Microsoft.Extensions.Options.Options.Create(new HitlOptions()));
        Retention = new AuditRetention(Store, _writer, Server, Feeds, Seals);
    }

    public string Prefix { get; }

    public RedisStore Store { get; }

    public EventServer Server { get; }

    public IReadOnlyList<EventFeed> Feeds { get; }

    public SealStore Seals { get; }

    public AuditLog Log { get; }

    public AuditRetention Retention { get; }

    public IDatabase Database => _server.Connection.GetDatabase();

    public RedisKey Key(string thread) => EventKeys.Events(Store.Keys.Thread(thread).Head);

    /// <summary>Appends events with content to a thread.</summary>
    public async Task AppendAsync(string thread, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var draft = new EventDraft
            {
                Kind = EventKinds.CallSettled,
                ThreadId = thread,
                Calls = [new EventCall { CallId = string.Create(CultureInfo.InvariantCulture, $"c{i}"), Tool = "Till-Note", State = CallState.Succeeded }],
                Content = new EventContent { Text = string.Create(CultureInfo.InvariantCulture, $"personal {i}") },
            };
            await _writer.TransitionAsync(Append, [Store.Keys.Thread(thread).Head], [ThreadScript.SchemaVersion, string.Empty], draft, CancellationToken.None);
        }
    }

    public async Task<StoredEvent> ReadAsync(string thread, long number) =>
        StoredEvent.Parse(number, await Database.HashGetAsync(Key(thread), EventReader.Entry(number)), RedisValue.Null);

    /// <summary>Puts an event at a place, as it is or with a check value and hash made anew.</summary>
    public async Task WriteAsync(string thread, long place, StoredEvent stored, EventHead? after = null)
    {
        var hash = after?.Next(stored.Body) ?? stored.Hash;
        var check = after is null
            ? stored.Check
            : (string)(await Database.ScriptEvaluateAsync("return redis.sha1hex(ARGV[1])", [Key(thread)], [(byte[])[.. Encoding.ASCII.GetBytes(hash), .. stored.Body, .. stored.Facts]]))!;
        byte[][] parts = [Encoding.ASCII.GetBytes(hash), stored.Body, stored.Facts, Encoding.ASCII.GetBytes(check)];
        byte[] entry = [.. parts.SelectMany(p => (byte[])[.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{p.Length}:")), .. p])];
        await Database.HashSetAsync(Key(thread), EventReader.Entry(place), entry);
    }

    /// <summary>Moves all events from a place on by some places, with the thread's own number.</summary>
    public async Task ShiftAsync(string thread, long from, long last, int by)
    {
        var places = Enumerable.Range(0, (int)(last - from + 1)).Select(i => from + i);
        foreach (var place in by > 0 ? places.Reverse() : places)
        {
            foreach (var field in new[] { EventReader.Entry(place), EventReader.Content(place) })
            {
                var moved = await Database.HashGetAsync(Key(thread), field);
                await Database.HashDeleteAsync(Key(thread), field);
                await Database.HashSetAsync(Key(thread), field.ToString()[..2] + (place + by).ToString(CultureInfo.InvariantCulture), moved);
            }
        }

        await Database.HashIncrementAsync(Key(thread), "n", by);
    }

    /// <summary>Lets an event be the latest, as if nothing had come after it.</summary>
    public async Task CutAsync(string thread, long last, long to)
    {
        for (var place = to + 1; place <= last; place++)
        {
            await Database.HashDeleteAsync(Key(thread), [EventReader.Entry(place), EventReader.Content(place)]);
        }

        var stored = await ReadAsync(thread, to);
        await Database.HashSetAsync(Key(thread), [new("n", to), new("h", stored.Hash), new("f", stored.Facts)]);
    }

    /// <summary>Takes events of a thread out of the feed.</summary>
    public async Task RemoveFromFeedAsync(string thread, Func<long, bool>? which = null)
    {
        var feed = Feeds[Store.Keys.PartitionOf(thread)];
        var hasStreams = await Server.HasStreamsAsync(CancellationToken.None);
        await foreach (var reference in feed.ReadAllAsync(default, CancellationToken.None))
        {
            if (reference.Key != Key(thread) || which?.Invoke(reference.Number) == false)
            {
                continue;
            }

            await (hasStreams ? (Task)Database.StreamDeleteAsync(feed.Key, [reference.Position.ToString()]) : Database.HashDeleteAsync(feed.Key, reference.Position.Major));
        }
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
