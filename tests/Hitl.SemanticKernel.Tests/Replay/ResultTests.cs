using System.Text.Json;
using System.Text.Json.Nodes;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>The model is told the same of a result whether the call ran at once or after a pause, in this process or another.</summary>
public class ResultTests(RedisServers servers)
{
    private static readonly Dictionary<string, Func<object?>> Results = new()
    {
        ["text"] = () => "größer <b>\"quoted\"</b> & 漢字 🙂\n'",
        ["empty"] = () => "",
        ["nothing"] = () => null,
        ["json_text"] = () => """{"a": 1.50}""",
        ["number"] = () => 12.50m,
        ["large"] = () => 12345678901234567890UL,
        ["truth"] = () => true,
        ["moment"] = () => new DateTimeOffset(2026, 7, 28, 1, 2, 3, TimeSpan.FromHours(2)),
        ["element"] = () => JsonElement.Parse("""{"price": 12.50, "name": "größe", "list": [1, 2.0, null]}"""),
        ["node"] = () => new JsonObject { ["price"] = 12.50m, ["name"] = "größe" },
        ["thing"] = () => new Thing("größe <1>", 12.50m, [1, 2], null),
        ["list"] = () => new List<Thing> { new("a", 1, [], new Thing("b", 2, [], null)) },
    };

    [Theory]
    [AllServers(TurnPath.Connector)]
    [AllServers(TurnPath.StreamedConnector)]
    [AllServers(TurnPath.ChatClient)]
    [AllServers(TurnPath.StreamedChatClient)]
    public async Task A_result_after_a_pause_is_the_result_without_one(ServerKind kind, TurnPath path)
    {
        var server = await servers.GetAsync(kind);
        var atOnce = await RunAsync(server, path, path, Verdict.Proceed);
        Assert.Equal(Results.Count, atOnce.Count);
        Assert.Equal(atOnce, await RunAsync(server, path, path, Verdict.Review));
    }

    [Theory]
    [AllServers(TurnPath.Connector, TurnPath.ChatClient)]
    [AllServers(TurnPath.ChatClient, TurnPath.Connector)]
    public async Task A_result_is_the_same_on_the_other_path(ServerKind kind, TurnPath one, TurnPath other)
    {
        var server = await servers.GetAsync(kind);
        var same = await RunAsync(server, one, one, Verdict.Review);
        Assert.Equal(same.Select(Compact), (await RunAsync(server, one, other, Verdict.Review)).Select(Compact));
    }

    [Fact]
    public async Task A_result_is_what_Semantic_Kernel_would_have_told()
    {
        await using var stub = await OpenAIStub.StartAsync(Calls("-"), StubReply.Text("Done."));
        var kernel = Kernel.CreateBuilder().AddOpenAIChatCompletion("stub", stub.Client()).Build();
        kernel.Plugins.AddFromFunctions(TranscriptWire.Plugin, Functions());
        await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(
            "go", new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }, kernel);

        // But for the quotes around values whose JSON is a string.
        var told = Told(stub).Select(t => t.StartsWith("moment", StringComparison.Ordinal) ? t.Replace("\"", "", StringComparison.Ordinal) : t);
        Assert.Equal(told, await RunAsync(await servers.GetAsync(ServerKind.Embedded), TurnPath.Connector, TurnPath.Connector, Verdict.Review));
    }

    private static async Task<List<string>> RunAsync(TestServer server, TurnPath path, TurnPath after, Verdict verdict)
    {
        var separator = path is TurnPath.Connector or TurnPath.StreamedConnector ? "-" : "_";
        await using var shop = await SmallShop.StartAsync(server, Calls(separator), StubReply.Text("Done."));
        shop.More.AddRange(Functions());
        shop.MoreVerdict = verdict;
        AgentTurn turn;
        await using (var app = shop.App(path))
        {
            turn = await app.InvokeAsync("results", new ChatMessageContent(AuthorRole.User, "go"));
        }

        if (verdict == Verdict.Review)
        {
            Assert.Equal(Results.Count, turn.Reviews.Count);
            turn = await shop.ApproveAndResumeAsync(after, turn);
        }

        Assert.Equal("Done.", turn.Message!.Content);
        return Told(shop.Stub);
    }

    private static StubReply Calls(string separator) =>
        StubReply.ToolCalls([.. Results.Keys.Select(name => (name, $"{TranscriptWire.Plugin}{separator}{name}", "{}"))]);

    private static List<string> Told(OpenAIStub stub) =>
        [.. stub.LastMessages.Where(m => OpenAIWire.RoleOf(m) == "tool").Select(m => $"{m["tool_call_id"]}: {OpenAIWire.TextOf(m)}")];

    /// <summary>A result without white space between JSON tokens, which one of the clients adds.</summary>
    private static string Compact(string told)
    {
        var at = told.IndexOf(": ", StringComparison.Ordinal) + 2;
        return told[at..].StartsWith('{') || told[at..].StartsWith('[') ? told[..at] + JsonNode.Parse(told[at..])!.ToJsonString() : told;
    }

    private static List<KernelFunction> Functions() => [.. Results.Select(r => KernelFunctionFactory.CreateFromMethod(() => r.Value(), r.Key))];

    private sealed record Thing(string Name, decimal Price, int[] Sizes, Thing? Other);
}
