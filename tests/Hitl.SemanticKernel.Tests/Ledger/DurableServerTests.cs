using System.Globalization;
using Hitl.Embedded;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>The killed process had the embedded server in it.</summary>
public class DurableServerTests
{
    [Theory]
    [InlineData("tool after", "Pay a", true)]
    [InlineData("tool before", "Transfer a", false)]
    [InlineData("paused", "Look a, Pay b", false)]
    public async Task The_folder_of_a_killed_process_is_opened_by_another_one_that_goes_on(string at, string plan, bool unknown)
    {
        using var directory = new TempDirectory();
        await using (var child = ChildProcess.Start(RunAsync, directory.Path, at, plan))
        {
            await child.WaitForLineAsync("stands");
            await child.KillAsync();
        }

        await using var server = await EmbeddedRedis.StartAsync(directory.Path);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await using var app = new LedgerApp(connection, "p", o => o.LeaseDuration = TimeSpan.FromSeconds(1));
        var turn = await app.TakeOverAsync("t");
        var asked = 0;
        while (turn.Status == AgentTurnStatus.AwaitingReview)
        {
            Assert.NotEmpty(turn.Reviews);
            foreach (var review in turn.Reviews)
            {
                asked += review.Kind == ReviewKind.Outcome ? 1 : 0;
                await (review.Kind == ReviewKind.Outcome
                    ? app.Desk.RespondAsync(review, LedgerApp.Ana, "Pay a ok")
                    : app.Desk.ApproveAsync(review, LedgerApp.Ana));
            }

            turn = await app.ResumeAsync("t");
        }

        Assert.Equal(unknown ? 1 : 0, asked);
        Assert.Equal("done: " + string.Join("; ", plan.Split(", ").Select(c => c + " ok")), turn.Message!.Content);
        Assert.Equal(plan.Split(", "), await app.Till.DoneAsync("t"));
        await app.AssertWholeAsync("t");

        // The approval counts once, before the kill or after it, and what was said of the outcome does not.
        Assert.Equal(new ToolRecord { Approved = 1 }, Assert.Single(await app.Record.ReadAsync()).Value);
    }

    private static async Task RunAsync(string[] args)
    {
        await using var server = await EmbeddedRedis.StartAsync(args[0]);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await using var app = new LedgerApp(connection, "p", o => o.LeaseDuration = TimeSpan.FromSeconds(1));
        await app.InvokeAsync("t", args[2]);
        Task StandAsync(string at)
        {
            if (args[1] != at)
            {
                return Task.CompletedTask;
            }

            Console.Out.WriteLine("stands");
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        }

        await StandAsync("paused");
        foreach (var review in await app.Desk.ListAsync())
        {
            await app.Desk.ApproveAsync(review, LedgerApp.Ana);
        }

        app.Till.Before = (_, _, _) => StandAsync("tool before");
        app.Till.After = (_, _, _) => StandAsync("tool after");
        await app.ResumeAsync("t");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"never stood {args[1]}"));
    }
}
