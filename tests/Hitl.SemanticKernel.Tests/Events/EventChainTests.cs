using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hitl.SemanticKernel.Tests.Ledger;
using StackExchange.Redis.Profiling;

namespace Hitl.SemanticKernel.Tests.Events;

/// <summary>That every transition leaves one event, chained to the one before.</summary>
public class EventChainTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_turn_that_waits_and_goes_on_is_told_by_its_events(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Look a, Pay b");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana, "fine");
        await app.ResumeAsync("t");

        var events = await ReadAsync(server, prefix, "t");
        Assert.Equal(
            [EventKinds.TurnBegun, EventKinds.CallsRecorded, EventKinds.CallSettled, EventKinds.ReviewDecided, EventKinds.TurnBegun, EventKinds.CallSettled, EventKinds.TurnEnded],
            events.Select(e => e.Kind));
        Assert.Equal(["b", "a"], events[1].Calls.OrderBy(c => c.Verdict == Verdict.Proceed).Select(c => events[1].Content!.Calls!.Single(x => x.CallId == c.CallId).Arguments!.Value.GetProperty("what").GetString()));
        var waits = events[1].Calls.Single(c => c.ReviewId is not null);
        Assert.Equal(("Till-Pay", Verdict.Review, CallState.Pending, ReviewKind.Call), (waits.Tool, waits.Verdict, waits.State, waits.ReviewKind));
        Assert.NotNull(waits.PolicyVersion);
        Assert.Equal(waits.Digest, events[3].Calls[0].Digest);
        Assert.Equal(("ana", DecisionKind.Approve, "fine", "Ana", CallState.Ready), (events[3].Actor.Id, events[3].Decision, events[3].Content!.Text, events[3].Content!.ActorName, events[3].Calls[0].State));
        Assert.Equal(waits.CallId, events[4].StartedCall);
        Assert.Equal("Pay b ok", events[5].Content!.Calls![0].Result!.Value.GetString());
        Assert.All(events, e => Assert.Equal("t", e.ThreadId));
        Assert.Equal(events.Select(e => e.At).Order(), events.Select(e => e.At));
    }

    [Theory, AllServers]
    public async Task A_decision_that_is_refused_is_recorded(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a");
        var review = await app.ReviewAsync("t");
        await app.Desk.RejectAsync(review, LedgerApp.Ana, "no");
        await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.ApproveAsync(review, new Reviewer("bob")));

        var refused = (await ReadAsync(server, prefix, "t"))[^1];
        Assert.Equal((EventKinds.ReviewDecided, "decided", "bob", DecisionKind.Approve), (refused.Kind, refused.Refused, refused.Actor.Id, refused.Decision));
    }

    [Theory, AllServers]
    public async Task Writers_that_meet_on_a_thread_all_get_through_and_leave_one_chain(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        var plan = string.Join(", ", Enumerable.Range(0, 12).Select(i => string.Create(CultureInfo.InvariantCulture, $"Pay {i}")));
        var reviews = (await app.InvokeAsync("t", plan)).Reviews;
        var apps = Enumerable.Range(0, 4).Select(_ => new LedgerApp(server.Connection, prefix)).ToList();
        await Task.WhenAll(reviews.Select((r, i) => Task.Run(() => apps[i % 4].Desk.ApproveAsync(r, new Reviewer(r.Id)))));
        await apps[0].ResumeAsync("t");

        var events = await ReadAsync(server, prefix, "t");
        Assert.Equal(reviews.Select(r => r.Id).Order(), events.Where(e => e.Kind == EventKinds.ReviewDecided).Select(e => e.Actor.Id!).Order());
        Assert.Equal(12, (await app.Till.DoneAsync("t")).Count);
        foreach (var other in apps)
        {
            await other.DisposeAsync();
        }
    }

    [Theory, AllServers]
    public async Task A_process_that_knows_nothing_of_a_thread_needs_1_more_round_trip_at_its_first_transition(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var connection = await server.ConnectAsync();
        var session = new AsyncLocal<ProfilingSession?>();
        connection.RegisterProfiler(() => session.Value);
        await using var app = new LedgerApp(connection, prefix, time: new StillTime());
        await using var other = new LedgerApp(connection, prefix, time: new StillTime());
        await app.InvokeAsync("t", "Pay a");
        await other.InvokeAsync("warm", "hello:");
        var review = await app.ReviewAsync("t");

        var profile = session.Value = new ProfilingSession();
        await other.Desk.ApproveAsync(review, LedgerApp.Ana);
        Assert.Equal(2, Awaited());

        session.Value = profile = new ProfilingSession();
        await Assert.ThrowsAsync<AlreadyDecidedException>(() => other.Desk.ApproveAsync(review, LedgerApp.Ana));
        Assert.Equal(1, Awaited());

        // Signals are sent and not waited for, and their answers may have come by now or not.
        int Awaited() => profile.FinishProfiling().Count(c => c.Command != "PUBLISH");
    }

    /// <summary>Reads the chain from the server and computes every hash again, by the description in the docs.</summary>
    internal static async Task<List<OversightEvent>> ReadAsync(TestServer server, string prefix, string thread)
    {
        var keys = new Hitl.Memory.Keyspace(prefix, 16).Thread(thread);
        var fields = (await server.Connection.GetDatabase().HashGetAllAsync(keys.Own("events"))).ToDictionary(f => f.Name.ToString(), f => f.Value);
        var (events, hash, facts) = (new List<OversightEvent>(), "", Array.Empty<byte>());
        for (var n = 1; fields.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"e:{n}"), out var entry); n++)
        {
            var stored = StoredEvent.Parse(n, entry, fields.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"c:{n}")));
            var text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{n}\n{hash}\n{Convert.ToHexStringLower(SHA256.HashData(facts))}\n"));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. text, .. stored.Body])), stored.Hash);
            var content = JsonDocument.Parse(stored.Body).RootElement.TryGetProperty("content", out var digest) ? digest.GetString() : null;
            Assert.Equal(content, stored.Content is null ? null : Convert.ToHexStringLower(SHA256.HashData(stored.Content)));
            Assert.True(stored.IsWhole);
            (hash, facts) = (stored.Hash, stored.Facts);
            events.Add(stored.Read());
        }

        Assert.Equal((events.Count, hash), ((int)fields["n"], fields["h"].ToString()));
        Assert.Equal(facts, (byte[])fields["f"]!);
        return events;
    }
}
