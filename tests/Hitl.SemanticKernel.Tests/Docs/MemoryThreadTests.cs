using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Docs;

public class MemoryThreadTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_thread_whose_model_is_given_memory_keeps_nothing_of_it(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var redis = new RedisStore(new() { KeyPrefix = prefix }, server.Connection);
        var longTerm = new LongTermMemory(new RedisVectorSetStore(redis, new() { KeyPrefix = prefix }), new DocEmbeddings(), new() { Dimensions = 1536 });
        var memory = new AgentMemory(redis, longTerm);
        var ann = new MemoryScope("shop", "ann");
        await longTerm.CreateAsync(ann, new NewMemory { Text = "Refund Ann in vouchers on order 1042." });

        var requests = new List<IReadOnlyList<ChatMessage>>();
        var scripted = DocApp.Refunding();
        var seen = new ScriptedClient(messages =>
        {
            requests.Add(messages);
            return scripted.GetResponseAsync(messages).GetAwaiter().GetResult().Messages[0];
        });
        var model = seen.AsBuilder().UseMemory(memory, options => options.Context = _ => new(ann)).Build();
        await using var app = DocApp.Start(server, prefix, plugins => plugins.AddFromObject(new OrdersPlugin(new Payments()), "Orders"), model);
        var thread = app.Threads.Get("t");
        var turn = await thread.InvokeAsync(app.Kernel, "Refund 12.50 on order 1042.");
        await app.Desk.ApproveAsync(turn.Reviews[0], new Reviewer("ana"));
        turn = await thread.ResumeAsync(app.Kernel);

        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(2, requests.Count);
        Assert.All(requests, request => Assert.Contains(request, message => message.Text.Contains("vouchers", StringComparison.Ordinal)));
        var log = (await thread.GetHistoryAsync()).Messages;
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], log.Select(message => message.Role));
        Assert.DoesNotContain(log, message => RecalledText.IsIn(message.Text));
        Assert.Equal(4, (await memory.Thread("t", ann).ReadAsync())!.Messages.Count);
    }
}
