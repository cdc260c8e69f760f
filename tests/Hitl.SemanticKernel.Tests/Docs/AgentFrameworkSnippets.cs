using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Docs;

public class AgentFrameworkSnippets(RedisServers servers)
{
    [Theory, AllServers]
    public async Task An_agent_pauses_and_goes_on(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var payments = new Payments();
        var services = new ServiceCollection().AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = server.NewPrefix()).Services.BuildServiceProvider();
        await using var disposed = services;
        var inner = DocApp.Model(("Refund", new { orderId = "1042", amount = 12.50m }));
        IList<AITool> tools = [AIFunctionFactory.Create(new OrdersPlugin(payments).Refund, "Refund")];

        #region agent-client
        IChatClient client = inner.AsBuilder().UseOversight().Build(services);
        var agent = new ChatClientAgent(client, new ChatClientAgentOptions
        {
            ChatOptions = new ChatOptions { Instructions = "You help customers.", Tools = tools },
            UseProvidedChatClientAsIs = true,
        });
        #endregion

        #region agent-run
        AgentSession session = await agent.CreateSessionAsync("ticket 4711");
        AgentResponse response = await agent.RunAsync("Refund 12.50 on order 1042.", session);
        var requests = response.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>().ToList();
        #endregion

        Assert.Single(requests);
        Assert.Empty(payments.Refunds);

        #region agent-approve
        var approval = requests[0].CreateResponse(approved: true);
        approval.AdditionalProperties = new() { [OversightProperties.Reviewer] = "ana" };
        response = await agent.RunAsync(new ChatMessage(ChatRole.User, [approval]), session);
        Console.WriteLine(response.Text);
        #endregion

        Assert.Equal("Done: refunded", response.Text);
        Assert.Single(payments.Refunds);
    }

    [Theory, AllServers]
    public async Task An_agent_goes_on_with_what_people_decided(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var services = new ServiceCollection().AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = server.NewPrefix()).Services.BuildServiceProvider();
        await using var disposed = services;
        var client = DocApp.Model(("Refund", new { orderId = "1042", amount = 12.50m })).AsBuilder().UseOversight().Build(services);
        var agent = new ChatClientAgent(client, new ChatClientAgentOptions
        {
            ChatOptions = new ChatOptions { Tools = [AIFunctionFactory.Create(new OrdersPlugin(new Payments()).Refund, "Refund")] },
            UseProvidedChatClientAsIs = true,
        });
        await agent.RunAsync("Refund 12.50 on order 1042.", await agent.CreateSessionAsync("ticket 4711"));
        var desk = services.GetRequiredService<ReviewDesk>();
        await desk.ApproveAsync(Assert.Single(await desk.ListAsync()), new Reviewer("ana"));

        #region agent-resume
        AgentSession session = await agent.CreateSessionAsync("ticket 4711");
        AgentResponse response = await agent.RunAsync(session);
        #endregion

        Assert.Equal("Done: refunded", response.Text);
    }
}
