using System.IO.Pipelines;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>Tools of a real MCP server, through the SDK's client, as they are and as functions of a kernel.</summary>
public class McpToolTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    [Theory]
    [AllServers(false, false)]
    [AllServers(true, false)]
    [AllServers(false, true)]
    [AllServers(true, true)]
    public async Task A_tool_that_reads_runs_and_one_that_does_not_waits(ServerKind kind, bool streaming, bool isKernelFunction)
    {
        await using var shop = await McpShop.StartAsync(_shop);
        var tools = isKernelFunction
            ? KernelPluginFactory.CreateFromFunctions("Shop", shop.Tools.Select(t => t.AsKernelFunction())).Select(f => (AITool)f)
            : shop.Tools;
        var prefix = isKernelFunction ? "Shop_" : "";
        var agent = new ChatAgent(
            await servers.GetAsync(kind), Model(("l", prefix + "lookup_order", Lookup), ("b", prefix + "read_stock", Lookup), ("r", prefix + "refund_order", Refund)), tools)
        {
            Streaming = streaming,
        };

        var paused = await agent.SayAsync("Refund 7.");
        var request = Assert.Single(Requests(paused));
        Assert.Equal("r", request.ToolCall.CallId);
        Assert.Equal(["lookup 7", "broken 7"], _shop.Effects);
        await Assert.ThrowsAsync<StaleDecisionException>(() => agent.SendAsync([new ChatMessage(ChatRole.User, [Tampered(request)])]));

        var response = await agent.DecideAsync(approved: true, request);

        Assert.Equal("Done.", response.Text);
        Assert.Equal(["lookup 7", "broken 7", "refund 7 5"], _shop.Effects);
        var results = Results((await agent.HistoryAsync()).Messages);
        Assert.Equal(["l", "b", "r"], results.Select(r => r.Id));
        Assert.Contains("order 7", results[0].Text, StringComparison.Ordinal);
        Assert.Contains("refunded 7", results[2].Text, StringComparison.Ordinal);
        Assert.Equal("Done.", (await agent.ResumeAsync()).Messages[^1].Text);
        Assert.Equal(3, _shop.Effects.Count);
    }

    private static ToolApprovalResponseContent Tampered(ToolApprovalRequestContent request)
    {
        var call = (Microsoft.Extensions.AI.FunctionCallContent)request.ToolCall;
        return new(request.RequestId, true, new Microsoft.Extensions.AI.FunctionCallContent(call.CallId, call.Name, new Dictionary<string, object?>(call.Arguments!) { ["amount"] = 5000 }))
        {
            AdditionalProperties = new() { [OversightProperties.Reviewer] = "ana" },
        };
    }

    /// <summary>A server of the shop's functions and a client of it, in one process.</summary>
    private sealed class McpShop : IAsyncDisposable
    {
        private readonly McpServer _server;
        private readonly McpClient _client;
        private readonly Task _running;

        private McpShop(McpServer server, McpClient client, Task running) => (_server, _client, _running) = (server, client, running);

        public required IReadOnlyList<McpClientTool> Tools { get; init; }

        public static async Task<McpShop> StartAsync(ShopTools shop)
        {
            var (toServer, toClient) = (new Pipe(), new Pipe());
            var server = McpServer.Create(new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream()), new McpServerOptions
            {
                ToolCollection =
                [
                    McpServerTool.Create(shop.Lookup, new McpServerToolCreateOptions { ReadOnly = true }),
                    McpServerTool.Create(shop.Broken, new McpServerToolCreateOptions { ReadOnly = true }),
                    McpServerTool.Create(shop.Refund, new McpServerToolCreateOptions { Destructive = true }),
                ],
            });
            var running = server.RunAsync();
            var client = await McpClient.CreateAsync(new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()));
            return new McpShop(server, client, running) { Tools = [.. await client.ListToolsAsync()] };
        }

        public async ValueTask DisposeAsync()
        {
            await _client.DisposeAsync();
            await _server.DisposeAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
