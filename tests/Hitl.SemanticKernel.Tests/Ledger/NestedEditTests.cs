using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Ledger;

public class NestedEditTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_nested_call_runs_with_the_arguments_that_a_reviewer_gave_it(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        var kernel = app.Kernel;
        var outer = kernel.CreateFunctionFromMethod(
            async (string what, Kernel k) => "outer " + await k.InvokeAsync<string>("Till", "Pay", new KernelArguments { ["what"] = what }), "Outer");
        kernel.Plugins.AddFromFunctions("Shop", [outer]);
        kernel.UseThread("t");
        var rule = await Assert.ThrowsAsync<ReviewRequiredException>(() => kernel.InvokeAsync(outer, new KernelArguments { ["what"] = "a" }));
        var first = await app.ReviewAsync("t");
        await app.Desk.ApproveAsync(first, LedgerApp.Ana);
        var turn = await app.Thread("t").ResumeAsync(kernel);
        var nested = Assert.Single(turn.Reviews);
        Assert.Equal("Till-Pay", nested.Tool);
        await app.Desk.EditAsync(nested, LedgerApp.Ana, JsonSerializer.SerializeToElement(new { what = "b" }));

        Assert.Equal(AgentTurnStatus.Completed, (await app.Thread("t").ResumeAsync(kernel)).Status);
        Assert.Equal(["Pay b"], await app.Till.DoneAsync("t"));
        Assert.Equal(first.Id, rule.ReviewId);
    }
}
