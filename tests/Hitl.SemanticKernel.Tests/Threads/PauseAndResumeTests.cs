using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Threads;

public class PauseAndResumeTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_risky_call_waits_and_another_provider_resumes_it(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var shop = new Shop();
        var model = new ScriptedClient(messages => messages.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>().Any()
            ? new ChatMessage(ChatRole.Assistant, "Done.")
            : new ChatMessage(ChatRole.Assistant,
            [
                new Microsoft.Extensions.AI.FunctionCallContent("c1", "Orders_Refund", new Dictionary<string, object?> { ["orderId"] = "1042", ["amount"] = 12.5m }),
                new Microsoft.Extensions.AI.FunctionCallContent("c2", "Orders_Lookup", new Dictionary<string, object?> { ["orderId"] = "1042" }),
            ]));

        string reviewId;
        await using (var app = Provider(server, prefix, shop, model))
        {
            var turn = await app.GetRequiredService<CheckpointedThreads>().Get("order 1042").InvokeAsync(app.GetRequiredService<Kernel>(), "Refund 1042, please.");
            Assert.Equal(AgentTurnStatus.AwaitingReview, turn.Status);
            reviewId = Assert.Single(turn.Reviews).Id;
            Assert.Equal(["lookup 1042"], shop.Effects);
        }

        await using (var app = Provider(server, prefix, shop, model))
        {
            var desk = app.GetRequiredService<ReviewDesk>();
            Assert.Equal(reviewId, Assert.Single(await desk.ListAsync()).Id);
            var review = await desk.GetAsync(reviewId);
            Assert.Equal("Orders-Refund", review.Tool);
            Assert.Equal(2, review.Batch.Count);
            await desk.ApproveAsync(review, new Reviewer("ana"));
            Assert.Empty(await desk.ListAsync());
        }

        await using (var app = Provider(server, prefix, shop, model))
        {
            var thread = app.GetRequiredService<CheckpointedThreads>().Get("order 1042");
            var turn = await thread.ResumeAsync(app.GetRequiredService<Kernel>());
            Assert.Equal(AgentTurnStatus.Completed, turn.Status);
            Assert.Equal("Done.", turn.Message!.Content);
            Assert.Equal(["lookup 1042", "refund 1042 12.5"], shop.Effects);
            var history = await thread.GetHistoryAsync();
            Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Tool, ChatRole.Assistant], history.Messages.Select(m => m.Role));
            Assert.All(history.Calls, c => Assert.Equal(CallState.Succeeded, c.State));
            turn = await thread.ResumeAsync(app.GetRequiredService<Kernel>());
            Assert.Equal("Done.", turn.Message!.Content);
        }

        Assert.Equal(2, model.Calls);
    }

    private static ServiceProvider Provider(TestServer server, string prefix, Shop shop, IChatClient model)
    {
        var services = new ServiceCollection();
        services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = prefix);
        services.AddSingleton(model.AsBuilder().UseKernelFunctionInvocation().Build());
        services.AddKernel().AddOversight().Plugins.AddFromObject(shop, "Orders");
        return services.BuildServiceProvider();
    }
}
