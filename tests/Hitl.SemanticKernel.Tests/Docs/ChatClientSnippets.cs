using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Docs;

public class ChatClientSnippets(RedisServers servers)
{
    [Theory, AllServers]
    public async Task A_chat_client_pauses_and_goes_on(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var payments = new Payments();
        await using var services = Services(server);
        var inner = DocApp.Model(("Refund", new { orderId = "1042", amount = 12.50m }));
        IList<AITool> tools = [AIFunctionFactory.Create(new OrdersPlugin(payments).Refund, "Refund")];

        #region chat-build
        IChatClient client = inner.AsBuilder().UseOversight().Build(services);
        #endregion

        #region chat-pause
        var options = new ChatOptions { ConversationId = "ticket 4711", Tools = tools };
        ChatResponse response = await client.GetResponseAsync("Refund 12.50 on order 1042.", options);
        var requests = response.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>().ToList();
        #endregion

        Assert.Single(requests);
        Assert.Empty(payments.Refunds);

        #region chat-approve
        var approval = requests[0].CreateResponse(approved: true);
        approval.AdditionalProperties = new() { [OversightProperties.Reviewer] = "ana" };
        response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, [approval])], options);
        Console.WriteLine(response.Text);
        #endregion

        Assert.Equal("Done: refunded", response.Text);
        Assert.Single(payments.Refunds);
    }

    [Theory, AllServers]
    public async Task People_decide_elsewhere(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var payments = new Payments();
        await using var services = Services(server);
        var inner = DocApp.Model(("Refund", new { orderId = "1042", amount = 12.50m }));
        var options = new ChatOptions { ConversationId = "ticket 4711", Tools = [AIFunctionFactory.Create(new OrdersPlugin(payments).Refund, "Refund")] };

        #region chat-settings
        var client = inner.AsBuilder()
            .UseOversight(o =>
            {
                o.AllowConcurrentInvocation = true;
                o.Reviewer = response => SignedIn(response);
                o.AllowThread = (threadId, _) => threadId.StartsWith("ticket ", StringComparison.Ordinal);
            })
            .Build(services);
        #endregion

        await client.GetResponseAsync("Refund 12.50 on order 1042.", options, TestContext.Current.CancellationToken);
        var desk = services.GetRequiredService<ReviewDesk>();
        foreach (var review in await desk.ListAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            await desk.ApproveAsync(review, new Reviewer("ana"), cancellationToken: TestContext.Current.CancellationToken);
        }

        #region chat-resume
        ChatResponse response = await client.GetResponseAsync([], options);
        if (response.AdditionalProperties?.ContainsKey(OversightProperties.AwaitingReview) != true)
        {
            Console.WriteLine(response.Text);
        }
        #endregion

        Assert.Equal("Done: refunded", response.Text);

        static Reviewer? SignedIn(ToolApprovalResponseContent response) => response.Approved ? new Reviewer("ana") : null;
    }

    [Theory, AllServers]
    public async Task The_caller_runs_its_own_tools(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var services = Services(server);
        var pick = AIFunctionFactory.Create((string of) => of, "ListColors").AsDeclarationOnly();
        var options = new ChatOptions { ConversationId = "ticket 4711", Tools = [pick] };
        var client = DocApp.Model(("ListColors", new { of = "1042" })).AsBuilder().UseOversight().Build(services);
        var response = await client.GetResponseAsync("Let me pick a color.", options);

        #region chat-caller-tool
        var left = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Where(c => !c.InformationalOnly);
        List<AIContent> results = [];
        foreach (var call in left)
        {
            results.Add(new FunctionResultContent(call.CallId, await ShowAsync(call)));
        }

        response = await client.GetResponseAsync([new ChatMessage(ChatRole.Tool, results)], options);
        #endregion

        Assert.Equal("Done: red", response.Text);

        static Task<string> ShowAsync(FunctionCallContent call) => Task.FromResult(call.Name == "ListColors" ? "red" : "");
    }

    [Fact]
    public void Telemetry_has_one_name()
    {
        var (sources, meters) = (new List<string>(), new List<string>());
        var tracing = new Builder(sources);
        var metrics = new Builder(meters);

        #region telemetry-names
        tracing.AddSource(HitlTelemetry.Name);
        metrics.AddMeter(HitlTelemetry.Name);
        #endregion

        Assert.Equal((["Hitl"], ["Hitl"]), (sources.ToArray(), meters.ToArray()), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2));
    }

    [Fact]
    public void Health_is_checked()
    {
        var services = new ServiceCollection();

        #region health
        services.AddHealthChecks().AddHitlHealthChecks(o => o.MaxPendingAge = TimeSpan.FromHours(4));
        #endregion

        Assert.Contains(services, s => s.ServiceType.Name == "HealthCheckService");
    }

    private static ServiceProvider Services(TestServer server)
    {
        var services = new ServiceCollection();
        services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = server.NewPrefix());
        return services.BuildServiceProvider();
    }

    private sealed class Builder(List<string> names)
    {
        public void AddSource(string name) => names.Add(name);

        public void AddMeter(string name) => names.Add(name);
    }
}
