using System.Globalization;
using Hitl.Memory;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>Finding reviews.</summary>
public class DeskListTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Reviews_of_one_risk_are_listed_the_oldest_first_across_partitions_and_no_more_than_asked_for(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        var created = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            created.Add(Assert.Single((await app.InvokeAsync(string.Create(CultureInfo.InvariantCulture, $"t{i}"), "Pay a")).Reviews).Id);
            await Task.Delay(2);
        }

        Assert.True(created.Select(id => id[..id.IndexOf('-', StringComparison.Ordinal)]).Distinct().Count() > 3);
        Assert.Equal(created, (await app.Desk.ListAsync()).Select(r => r.Id));
        Assert.Equal(created.Take(5), (await app.Desk.ListAsync(5)).Select(r => r.Id));
        var first = (await app.Desk.ListAsync(1)).Single();
        await app.Desk.ApproveAsync(first, LedgerApp.Ana);
        Assert.Equal(created[1], (await app.Desk.ListAsync(1)).Single().Id);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => app.Desk.ListAsync(0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => app.Desk.ListAsync(1001));
    }

    [Theory, AllServers]
    public async Task An_id_that_is_none_is_unknown(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        var review = Assert.Single((await app.InvokeAsync("t", "Pay a")).Reviews);
        var partition = Convert.ToInt32(review.Id[1..review.Id.IndexOf('-', StringComparison.Ordinal)], 16);
        var secret = review.Id[review.Id.IndexOf('-', StringComparison.Ordinal)..];
        string[] ids =
        [
            "", " ", "x", "r", "r-", "r0-", "../../etc/passwd", "r0-../../../etc/pas", "r0-0123456789abcdef:x", "{hitl}", "r0-0123456789ABCDEF", "*",
            "r0-0123456789abcdef", "rffff-0123456789abcdef", "rffffffff-0123456789abcdef", review.Id + "0", review.Id.ToUpperInvariant(), " " + review.Id, review.Id + "\n",
            string.Create(CultureInfo.InvariantCulture, $"r{(partition + 1) % 16:x}{secret}"), "r0" + review.Id[1..], new string('r', 5_000_000), "\ud800",
        ];
        foreach (var id in ids)
        {
            Assert.Equal(id, (await Assert.ThrowsAsync<UnknownReviewException>(() => app.Desk.GetAsync(id))).ReviewId);
            await Assert.ThrowsAsync<UnknownReviewException>(() => app.Desk.ApproveAsync(review with { Id = id }, LedgerApp.Ana));
        }

        Assert.Equal(review.Id, (await app.ReviewAsync("t")).Id);
        await Assert.ThrowsAsync<ArgumentNullException>(() => app.Desk.GetAsync(null!));
    }

    [Theory, AllServers]
    public async Task A_review_shows_what_a_person_needs(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        await app.InvokeAsync("t", "hello:");
        var turn = await app.InvokeAsync("t", "Look a, Pay b, Note c");
        var review = await app.Desk.GetAsync(Assert.Single(turn.Reviews).Id);
        Assert.Equal(("Till-Pay", "t", ReviewState.Pending, ReviewKind.Call), (review.Tool, review.ThreadId, review.State, review.Kind));
        Assert.Equal(["hello:", "done: ", "Look a, Pay b, Note c", ""], review.Conversation.Select(m => m.Text));
        Assert.Equal([("Till-Look", CallState.Succeeded), ("Till-Pay", CallState.Pending), ("Till-Note", CallState.Succeeded)], review.Batch.Select(c => (c.Tool, c.State)));
        Assert.Equal("Look a ok", review.Batch[0].Result!.Value.GetString());
        Assert.True(review.Risk.Flags.HasFlag(RiskFlags.Financial));
        Assert.NotEmpty(review.Risk.Reasons);
        Assert.InRange(review.CreatedAt, TimeProvider.System.GetUtcNow().AddMinutes(-2), TimeProvider.System.GetUtcNow().AddMinutes(2));
        Assert.True(review.ArgumentsSchema!.Value.GetProperty("properties").TryGetProperty("what", out _));
    }

    [Theory, AllServers]
    public async Task A_review_of_a_newer_schema_is_refused(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        var review = Assert.Single((await app.InvokeAsync("t", "Pay a")).Reviews);
        await server.Database.HashSetAsync(new Keyspace(prefix, 16).Thread("t").Shared("review:" + review.Id), "schema", "2");
        Assert.Contains("newer version", (await Assert.ThrowsAsync<StoreMismatchException>(() => app.Desk.GetAsync(review.Id))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreMismatchException>(() => app.Desk.ListAsync());
        await Assert.ThrowsAsync<StoreMismatchException>(() => app.Desk.ApproveAsync(review, LedgerApp.Ana));
        Assert.Empty(await app.Till.DoneAsync("t"));
    }
}
