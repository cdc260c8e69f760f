namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>A process is killed at each step of the ledger; another one takes over. No effect is lost and none is doubled.</summary>
public class KillTests(RedisServers servers, KilledProcess killed) : IClassFixture<KilledProcess>
{
    public static IEnumerable<TheoryDataRow<ServerKind, string>> Points() =>
        from kind in Enum.GetValues<ServerKind>() from point in KillPoint.All select new TheoryDataRow<ServerKind, string>(kind, point.Name);

    [Theory, MemberData(nameof(Points))]
    public async Task A_thread_goes_on_after_kill_9(ServerKind kind, string name)
    {
        var point = KillPoint.All.Single(p => p.Name == name);
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, await killed.PrefixAsync(server), o =>
        {
            o.LeaseDuration = TimeSpan.FromSeconds(1);
            LedgerApp.Hold(o);
        });
        Assert.Equal(point.Done, await app.Till.DoneAsync(name));
        var keys = (await app.Till.EffectsAsync(name)).Select(e => e.Key).ToList();

        var (turn, asked) = (await app.TakeOverAsync(name), 0);
        while (turn.Status == AgentTurnStatus.AwaitingReview)
        {
            Assert.NotEmpty(turn.Reviews);
            Assert.Equal(turn.Reviews.Select(r => r.Id).Order(), (await app.PendingAsync(name)).Select(r => r.Id).Order());
            foreach (var listed in turn.Reviews)
            {
                var review = await app.Desk.GetAsync(listed.Id);
                Assert.Equal(listed.Kind, review.Kind);
                if (review.Kind == ReviewKind.Output)
                {
                    Assert.DoesNotContain(await app.LogAsync(name), line => line.StartsWith("assistant:", StringComparison.Ordinal));
                    await app.Desk.ApproveAsync(review, LedgerApp.Ana);
                    continue;
                }

                var effect = $"{review.Tool.Split('-')[1]} {review.Arguments.GetProperty("what").GetString()}";
                if (review.Kind == ReviewKind.Outcome)
                {
                    asked++;
                    await (point.Done.Contains(effect)
                        ? app.Desk.RespondAsync(review, LedgerApp.Ana, effect + " ok")
                        : app.Desk.ApproveAsync(review, LedgerApp.Ana));
                }
                else if (review.Kind == ReviewKind.Result)
                {
                    Assert.Equal(effect + " ok", review.Result!.Value.GetString());
                    await app.Desk.ApproveAsync(review, LedgerApp.Ana);
                }
                else
                {
                    Assert.DoesNotContain(effect, await app.Till.DoneAsync(name));
                    await app.Desk.ApproveAsync(review, LedgerApp.Ana);
                }
            }

            turn = await app.ResumeAsync(name);
        }

        Assert.Equal(point.Unknown ? 1 : 0, asked);
        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        var calls = point.Plan.Split([',', '|'], StringSplitOptions.TrimEntries);
        Assert.Equal("done: " + string.Join("; ", calls.Select(c => c + " ok")), turn.Message!.Content);
        Assert.Equal(point.Effects, await app.Till.DoneAsync(name));
        Assert.Equal(calls.Length, (await app.Till.EffectsAsync(name)).Select(e => e.Key).Concat(keys).Distinct().Count());
        await app.AssertWholeAsync(name);
        Assert.Single(await app.LogAsync(name), line => line.StartsWith("assistant:", StringComparison.Ordinal));
        Assert.Empty(await app.PendingAsync(name));
    }
}
