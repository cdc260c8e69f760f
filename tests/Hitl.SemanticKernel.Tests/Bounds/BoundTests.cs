using System.Globalization;
using System.Text.Json;
using Hitl.SemanticKernel.Tests.Ledger;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Bounds;

/// <summary>What calls do without a person is counted for all processes together.</summary>
public class BoundTests(RedisServers servers)
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(366);

    [Theory, AllServers]
    public async Task What_goes_beyond_waits_and_what_a_person_approves_does_not_count(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using (var app = new LedgerApp(server.Connection, prefix, Rule(new() { Calls = 2, Window = Year })))
        {
            Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("t", "Pay a, Pay b")).Status);
            Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("another", "Pay x")).Status);
        }

        await using var later = new LedgerApp(server.Connection, prefix, Rule(new() { Calls = 2, Window = Year }));
        var turn = await later.InvokeAsync("t", "Pay c");
        Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
        Assert.Contains("2 of 2 calls per thread and 366 days are used", turn.Reviews[0].PolicyReason, StringComparison.Ordinal);
        await later.Desk.ApproveAsync(turn.Reviews[0], LedgerApp.Ana);
        Assert.Equal(AgentTurnStatus.Completed, (await later.ResumeAsync("t")).Status);
        Assert.Equal(["Pay a", "Pay b", "Pay c"], await later.Till.DoneAsync("t"));

        // One more is let through when the limit grows by one: what was approved is not among those counted.
        await using var raised = new LedgerApp(server.Connection, prefix, o =>
        {
            o.Policy.Rules.Add(new PolicyRule { Function = "Other", Verdict = Verdict.Deny });
            Bounds("raised", new PolicyBound { Calls = 3, Window = Year })(o);
        });
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await raised.InvokeAsync("t", "Pay d, Pay e")).Status);
        Assert.Equal(["Pay a", "Pay b", "Pay c", "Pay d"], await raised.Till.DoneAsync("t"));
    }

    [Theory]
    [AllServers(BoundScope.Thread)]
    [AllServers(BoundScope.User)]
    [AllServers(BoundScope.Everyone)]
    public async Task Tasks_of_several_processes_never_go_beyond(ServerKind kind, BoundScope scope)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var other = await server.ConnectAsync();
        var bound = new PolicyBound { Per = scope, Window = Year, Calls = 20, Amount = 10.05m, Argument = "amount" };
        await using var one = new LedgerApp(server.Connection, prefix, Rule(bound));
        await using var two = new LedgerApp(other, prefix, Rule(bound));

        var states = await Task.WhenAll(Enumerable.Range(0, 120).Select(i =>
            JudgeAsync(i % 2 == 0 ? one : two, """{"amount":1.005}""", thread: scope == BoundScope.Thread ? "t" : $"t{i}", user: scope == BoundScope.User ? "u" : null)));

        Assert.Equal(10, states.Count(s => s.State == CallState.Ready));
        Assert.All(states.Where(s => s.State != CallState.Ready), s => Assert.Contains("10.05 of 10.05", s.Data.PolicyReason, StringComparison.Ordinal));
        Assert.Equal(CallState.Ready, (await JudgeAsync(one, """{"amount":0}""", "t", "u")).State);
    }

    [Theory, AllServers]
    public async Task Amounts_are_exact(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), Rule(new() { Window = Year, Amount = 1_000_000_000_000m, Argument = "amount" }));

        Assert.Equal(CallState.Ready, (await JudgeAsync(app, """{"amount":999999999999.999998}""")).State);
        Assert.Equal(CallState.Pending, (await JudgeAsync(app, """{"amount":0.000003}""")).State);
        Assert.Equal(CallState.Ready, (await JudgeAsync(app, """{"amount":0.000001}""")).State);
        var beyond = await JudgeAsync(app, """{"amount":0.0000011}""");
        Assert.Equal(CallState.Pending, beyond.State);
        Assert.Contains("999999999999.999999 of 1000000000000 per thread and 366 days are used and this call has 0.000002", beyond.Data.PolicyReason, StringComparison.Ordinal);
        Assert.Equal(CallState.Ready, (await JudgeAsync(app, """{"AMOUNT":1e-6}""")).State);
        Assert.Equal(CallState.Pending, (await JudgeAsync(app, """{"amount":0.000001}""")).State);
    }

    [Theory]
    [AllServers("{}")]
    [AllServers("""{"amount":"12.50"}""")]
    [AllServers("""{"amount":null}""")]
    [AllServers("""{"amount":-1}""")]
    [AllServers("""{"amount":1e13}""")]
    [AllServers("""{"amount":1e400}""")]
    [AllServers("""{"amount":[1]}""")]
    [AllServers("""{"amount":1,"Amount":2}""")]
    public async Task An_amount_that_cannot_be_counted_is_beyond(ServerKind kind, string arguments)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), Rule(new() { Amount = 100, Argument = "amount" }));
        var call = await JudgeAsync(app, arguments);
        Assert.Equal(CallState.Pending, call.State);
        Assert.Contains("its amount cannot be counted", call.Data.PolicyReason, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task Users_and_threads_are_counted_apart_and_nobody_is_beyond(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), Rule(new() { Per = BoundScope.User, Calls = 1, Window = Year }));
        foreach (var user in new[] { "a", "A", "a:b", "a%3Ab", "{a}" })
        {
            Assert.Equal(CallState.Ready, (await JudgeAsync(app, "{}", "t", user)).State);
            var beyond = await JudgeAsync(app, "{}", "t2", user);
            Assert.Contains("1 of 1 calls per user and 366 days are used", beyond.Data.PolicyReason, StringComparison.Ordinal);
        }

        var nobody = await JudgeAsync(app, "{}");
        Assert.Equal(CallState.Pending, nobody.State);
        Assert.Contains("this call is for none", nobody.Data.PolicyReason, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task Of_several_bounds_all_count_a_call_or_none(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        PolicyBound[] bounds = [new() { Per = BoundScope.Everyone, Calls = 3, Amount = 30, Argument = "amount", Window = Year }, new() { Per = BoundScope.Thread, Calls = 1, Window = Year }];
        await using var app = new LedgerApp(server.Connection, prefix, Bounds("both", bounds));

        Assert.Equal(CallState.Ready, (await JudgeAsync(app, """{"amount":10}""", "a")).State);
        for (var i = 0; i < 5; i++)
        {
            Assert.Contains("per thread", (await JudgeAsync(app, """{"amount":10}""", "a")).Data.PolicyReason, StringComparison.Ordinal);
            Assert.Equal(CallState.Pending, (await JudgeAsync(app, """{"amount":0}""", "a")).State);
        }

        Assert.Equal(CallState.Ready, (await JudgeAsync(app, """{"amount":10}""", "b")).State);
        Assert.Equal(CallState.Ready, (await JudgeAsync(app, """{"amount":10}""", "c")).State);
        Assert.Contains("3 of 3 calls per 366 days", (await JudgeAsync(app, """{"amount":0}""", "d")).Data.PolicyReason, StringComparison.Ordinal);
    }

    [Theory, AllServers]
    public async Task A_window_ends_by_the_servers_clock_and_its_counts_go(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, Rule(new() { Per = BoundScope.Everyone, Calls = 1, Window = TimeSpan.FromSeconds(1) }));

        var allowed = 0;
        for (var attempt = 0; allowed < 2; attempt++)
        {
            Assert.True(attempt < 1000, "The window does not end.");
            allowed += (await JudgeAsync(app, "{}")).State == CallState.Ready ? 1 : 0;
            await Task.Delay(20);
        }

        await foreach (var key in server.Connection.GetServers()[0].KeysAsync(pattern: "*" + prefix + ":bound:*"))
        {
            Assert.NotNull(await server.Database.KeyTimeToLiveAsync(key));
            return;
        }

        Assert.Fail("There are no counts.");
    }

    [Theory, AllServers]
    public async Task Without_the_store_nothing_runs(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var relay = Relay.To(server.ConnectionString);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(relay.ConnectionString);
        await using var app = new LedgerApp(connection, server.NewPrefix(), Rule(new() { Calls = 5 }), server.Connection);
        await JudgeAsync(app, "{}");
        app.Model.BeforeAnswer = (_, _, _) =>
        {
            relay.Cut();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<OversightUnavailableException>(() => app.InvokeAsync("t", "Pay a"));
        Assert.Empty(await app.Till.DoneAsync("t"));
        Assert.Equal(1, app.Model.Calls);
    }

    [Theory, AllServers]
    public async Task An_edit_is_not_bounded(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix(), Rule(new() { Calls = 1, Window = Year }));
        await app.InvokeAsync("t", "Pay a, Pay b");
        await app.Desk.EditAsync(await app.ReviewAsync("t"), LedgerApp.Ana, JsonElement.Parse("""{"what":"c"}"""));
        Assert.Equal(AgentTurnStatus.Completed, (await app.ResumeAsync("t")).Status);
        Assert.Equal(["Pay a", "Pay c"], await app.Till.DoneAsync("t"));
    }

    [Theory, AllServers]
    public async Task In_shadow_mode_calls_are_counted_apart_and_reported(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using (var trial = new LedgerApp(server.Connection, prefix, o =>
        {
            o.Policy.Mode = PolicyMode.Shadow;
            Rule(new() { Calls = 1, Window = Year })(o);
        }))
        {
            Assert.Equal(AgentTurnStatus.Completed, (await trial.InvokeAsync("t", "Pay a, Pay b")).Status);
            Assert.Equal(Verdict.Review, Assert.Single((await trial.Shadow.ReadAsync()).Held).Verdict);
        }

        await using var app = new LedgerApp(server.Connection, prefix, Rule(new() { Calls = 1, Window = Year }));
        Assert.Equal(AgentTurnStatus.Completed, (await app.InvokeAsync("t", "Pay c")).Status);
    }

    private static Action<HitlOptions> Rule(PolicyBound bound) => Bounds("within bounds", bound);

    private static Action<HitlOptions> Bounds(string reason, params PolicyBound[] bounds) => options =>
    {
        var rule = new PolicyRule { Function = "Pay", Verdict = Verdict.Proceed, Reason = reason };
        foreach (var bound in bounds)
        {
            rule.Bounds.Add(bound);
        }

        options.Policy.Rules.Add(rule);
    };

    private static async Task<CallEntry> JudgeAsync(LedgerApp app, string arguments, string thread = "t", string? user = null) =>
        await app.Gate.JudgeAsync(
            thread,
            new RequestedCall
            {
                Id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
                Tool = new ToolDefinition { Name = "Till-Pay", PluginName = "Till", FunctionName = "Pay" },
                Arguments = JsonElement.Parse(arguments),
                UserId = user,
            },
            () => "review",
            CancellationToken.None);
}
