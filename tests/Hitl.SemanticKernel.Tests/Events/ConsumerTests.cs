using System.Collections.Concurrent;
using System.Globalization;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Events;

/// <summary>That a group is given every event of every thread at least once, in order.</summary>
public class ConsumerTests(RedisServers servers)
{
    private static readonly string[] Threads = [.. Enumerable.Range(0, 24).Select(i => string.Create(CultureInfo.InvariantCulture, $"t{i}"))];

    [Theory, AllServers]
    public async Task Two_groups_are_each_given_every_event_in_the_order_of_its_thread(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var (first, second) = (new Log(), new Log());
        await using var consumers = await new EventApp(server.Connection, prefix, b => b
            .AddEventConsumer("first", first.HandleAsync, o => o.Start = ConsumerStart.Oldest)
            .AddEventConsumer("second", second.HandleAsync, o => o.Start = ConsumerStart.Oldest)).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await EventApp.RunAsync(app, Threads);

        var expected = await ExpectedAsync(server, prefix);
        await EventApp.UntilAsync(() => first.Count >= expected && second.Count >= expected);
        foreach (var log in new[] { first, second })
        {
            Assert.Equal(expected, log.Count);
            log.AssertInOrder();
            Assert.All(log.Deliveries, d => Assert.False(d.IsRedelivery || d.IsReplay));
        }
    }

    [Theory, AllServers]
    public async Task A_new_group_begins_with_the_next_event_unless_it_asks_for_the_oldest(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("old", "Note a");
        var (next, oldest) = (new Log(), new Log());
        await using var consumers = await new EventApp(server.Connection, prefix, b => b
            .AddEventConsumer("next", next.HandleAsync)
            .AddEventConsumer("oldest", oldest.HandleAsync, o => o.Start = ConsumerStart.Oldest)).StartAsync();
        await EventApp.UntilAsync(() => oldest.Count == 4);
        await EventApp.UntilAsync(() => IsTaken(server, prefix, "next"));
        await app.InvokeAsync("old", "Note b");
        await EventApp.UntilAsync(() => oldest.Count == 8 && next.Count == 4);
        Assert.Equal([5, 6, 7, 8], next.Deliveries.Select(d => d.Event.Number));
    }

    [Theory, AllServers]
    public async Task A_consumer_that_is_stopped_hands_over_without_a_duplicate(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var log = new Log();
        void Add(HitlBuilder builder) => builder.AddEventConsumer("g", log.HandleAsync, o => (o.Start, o.Lease) = (ConsumerStart.Oldest, TimeSpan.FromMinutes(5)));
        var one = await new EventApp(server.Connection, prefix, Add).StartAsync();
        await using var two = await new EventApp(server.Connection, prefix, Add).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await EventApp.RunAsync(app, Threads.Take(8));
        await one.DisposeAsync();
        await EventApp.RunAsync(app, Threads.Skip(8));
        var expected = await ExpectedAsync(server, prefix);
        await EventApp.UntilAsync(() => log.Count >= expected);
        Assert.Equal(expected, log.Count);
        log.AssertInOrder();
    }

    [Theory, AllServers]
    public async Task What_consumers_were_doing_when_they_were_killed_is_delivered_again_and_marked(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await EventApp.RunAsync(app, Threads);
        var expected = await ExpectedAsync(server, prefix);

        // Each of them handles some events and writes down which; it stands still with the rest handed out and is killed.
        var handled = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            await using var child = ChildProcess.Start(ConsumeAsync, server.ConnectionString, prefix, string.Create(CultureInfo.InvariantCulture, $"{10 * (i + 1)}"));
            await child.WaitForLineAsync("stands still");
            await child.KillAsync();
        }

        handled.AddRange((await server.Connection.GetDatabase().ListRangeAsync($"{prefix}-handled")).Select(h => h.ToString()));
        Assert.NotEmpty(handled);
        var log = new Log();
        await using var last = await new EventApp(server.Connection, prefix, b => b.AddEventConsumer("g", log.HandleAsync, o => (o.Start, o.Lease) = (ConsumerStart.Oldest, TimeSpan.FromSeconds(1)))).StartAsync();
        await EventApp.UntilAsync(() => log.Deliveries.Select(d => d.Event.Hash).Concat(handled).Distinct().Count() >= expected);

        // Nothing is lost, and what comes a second time says so.
        Assert.Equal(expected, log.Deliveries.Select(d => d.Event.Hash).Concat(handled).Distinct().Count());
        Assert.All(log.Deliveries.Where(d => handled.Contains(d.Event.Hash)), d => Assert.True(d.IsRedelivery));
        log.AssertInOrder();
    }

    [Theory, AllServers]
    public async Task What_cannot_be_handled_is_set_aside_and_stops_neither_its_thread_nor_others(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var (log, other, isBroken) = (new Log(), new Log(), true);
        Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken) =>
            isBroken && delivery.Event is { ThreadId: "t3", Number: 2 } ? throw new InvalidOperationException("broken") : log.HandleAsync(delivery, cancellationToken);
        await using var consumers = await new EventApp(server.Connection, prefix, b => b
            .AddEventConsumer("g", HandleAsync, o => (o.Start, o.Attempts, o.Backoff) = (ConsumerStart.Oldest, 3, TimeSpan.FromMilliseconds(5)))
            .AddEventConsumer("never", (_, _) => throw new InvalidOperationException("never"), o => (o.Start, o.Attempts, o.Backoff) = (ConsumerStart.Oldest, 2, TimeSpan.FromMilliseconds(1)))
            .AddEventConsumer("other", other.HandleAsync, o => o.Start = ConsumerStart.Oldest)).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await EventApp.RunAsync(app, Threads);
        var expected = await ExpectedAsync(server, prefix);
        await EventApp.UntilAsync(() => log.Count >= expected - 1 && other.Count >= expected);
        log.AssertInOrder();

        var letters = consumers.Get<DeadLetters>();
        await EventApp.UntilAsync(async () => (await letters.ListAsync("never")).Count == expected);
        var letter = Assert.Single(await letters.ListAsync("g"));
        Assert.Equal(("t3", 2, 3, EventKinds.CallsRecorded), (letter.ThreadId, letter.Number, letter.Attempts, letter.Kind));
        Assert.Equal("InvalidOperationException: broken", letter.Error);

        // Replayed while it still fails, it comes back; then it is handled.
        Assert.True(await letters.ReplayAsync(letter));
        await EventApp.UntilAsync(async () => (await letters.ListAsync("g")) is [{ Attempts: 6 }]);
        isBroken = false;
        Assert.Equal(1, await letters.ReplayAllAsync("g"));
        await EventApp.UntilAsync(() => log.Count >= expected);
        var replayed = log.Deliveries.Last();
        Assert.Equal(("t3", 2L, true, true), (replayed.Event.ThreadId, replayed.Event.Number, replayed.IsReplay, replayed.IsRedelivery));
        await EventApp.UntilAsync(async () => (await letters.ListAsync("g")).Count == 0);
        Assert.False(await letters.ReplayAsync(letter));

        var discarded = (await letters.ListAsync("never"))[0];
        Assert.True(await letters.DiscardAsync(discarded));
        Assert.False(await letters.DiscardAsync(discarded));
        Assert.Equal(expected - 1, (await letters.ListAsync("never")).Count);
    }

    [Theory, AllServers]
    public async Task A_refusal_is_not_tried_again_and_a_handler_that_stands_still_counts_as_failed(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var (refused, stuck) = (0, 0);
        await using var consumers = await new EventApp(server.Connection, prefix, b => b
            .AddEventConsumer(
                "refuses",
                (_, _) =>
                {
                    Interlocked.Increment(ref refused);
                    throw new DeliveryRefusedException("never");
                },
                o => o.Start = ConsumerStart.Oldest)
            .AddEventConsumer(
                "stuck",
                (_, _) =>
                {
                    Interlocked.Increment(ref stuck);
                    return new TaskCompletionSource().Task;
                },
                o => (o.Start, o.Timeout, o.Attempts, o.Backoff) = (ConsumerStart.Oldest, TimeSpan.FromMilliseconds(20), 2, TimeSpan.FromMilliseconds(1)))).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "hello:");
        var letters = consumers.Get<DeadLetters>();
        await EventApp.UntilAsync(async () => (await letters.ListAsync("refuses")).Count == 2 && (await letters.ListAsync("stuck")).Count == 2);
        Assert.Equal((2, 4), (refused, stuck));
    }

    [Theory, AllServers]
    public async Task A_consumer_whose_store_goes_away_goes_on_when_it_is_back(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var relay = Relay.To(server.ConnectionString);
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(relay.ConnectionString);
        var log = new Log();
        await using var consumers = await new EventApp(connection, prefix, b => b.AddEventConsumer("g", log.HandleAsync, o => o.Start = ConsumerStart.Oldest)).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await EventApp.RunAsync(app, Threads.Take(8));
        await EventApp.UntilAsync(() => log.Count >= 32);
        relay.Cut();
        await EventApp.RunAsync(app, Threads.Skip(8));
        relay.Mend();
        var expected = await ExpectedAsync(server, prefix);
        await EventApp.UntilAsync(() => log.Deliveries.Select(d => d.Event.Hash).Distinct().Count() >= expected);
        log.AssertInOrder();
    }

    [Fact]
    public void Names_and_options_that_are_not_valid_are_refused_at_once()
    {
        var builder = new ServiceCollection().AddHitl().AddEventConsumer("a", (_, _) => Task.CompletedTask);
        foreach (var name in new[] { "a", "", "a b", "a:b", "{a}", new string('x', 65) })
        {
            Assert.ThrowsAny<ArgumentException>(() => builder.AddEventConsumer(name, (_, _) => Task.CompletedTask));
        }

        Assert.Throws<ArgumentException>(() => builder.AddEventConsumer("b", (_, _) => Task.CompletedTask, o => o.Attempts = 0));
        Assert.Throws<ArgumentException>(() => builder.AddEventConsumer("b", (_, _) => Task.CompletedTask, o => o.Lease = TimeSpan.Zero));
    }

    private static async Task ConsumeAsync(string[] args)
    {
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(args[0]);
        var (handled, most, still) = (0, int.Parse(args[2], CultureInfo.InvariantCulture), new TaskCompletionSource());
        await using var app = await new EventApp(connection, args[1], b => b.AddEventConsumer(
            "g",
            async (delivery, _) =>
            {
                if (Interlocked.Increment(ref handled) > most)
                {
                    still.TrySetResult();
                    await Task.Delay(Timeout.Infinite, CancellationToken.None);
                }

                await connection.GetDatabase().ListRightPushAsync($"{args[1]}-handled", delivery.Event.Hash);
            },
            o => (o.Start, o.Lease, o.Timeout) = (ConsumerStart.Oldest, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)))).StartAsync();
        await still.Task;
        Console.Out.WriteLine("stands still");
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task<int> ExpectedAsync(TestServer server, string prefix)
    {
        var count = 0;
        foreach (var thread in Threads)
        {
            count += (await EventChainTests.ReadAsync(server, prefix, thread)).Count;
        }

        return count;
    }

    private static bool IsTaken(TestServer server, string prefix, string group)
    {
        var database = server.Connection.GetDatabase();
        return Enumerable.Range(0, 16).All(p => database.KeyExists($"{{{prefix}:{p}}}:group:{group}"));
    }

    /// <summary>What a group was given, and handled.</summary>
    private sealed class Log
    {
        private readonly ConcurrentQueue<EventDelivery> _deliveries = new();

        public IEnumerable<EventDelivery> Deliveries => _deliveries;

        public int Count => _deliveries.Count;

        public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
        {
            _deliveries.Enqueue(delivery);
            return Task.CompletedTask;
        }

        /// <summary>What is delivered again may go back some events, and says so.</summary>
        public void AssertInOrder()
        {
            foreach (var thread in _deliveries.GroupBy(d => d.Event.ThreadId))
            {
                var latest = 0L;
                foreach (var delivery in thread)
                {
                    var number = delivery.Event.Number;
                    Assert.True(number > latest || delivery.IsRedelivery, $"{number} after {latest}");
                    latest = Math.Max(latest, number);
                }
            }
        }
    }
}
