using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Hitl.SemanticKernel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.Benchmarks.Cost;

/// <summary>Judging one call with 2 KB of arguments: risk, trust and policy, the conversation read before.</summary>
[MemoryDiagnoser, ShortRunJob, MedianColumn]
public class JudgmentCost
{
    private ServiceProvider _services = null!;
    private CallJudge _judge = null!;
    private ToolDefinition _tool = null!;
    private JsonElement _arguments;
    private Conversation _conversation = null!;

    [Params(20, 1_000)]
    public int Messages { get; set; }

    [Params("a letter", "prose", "structured", "json text", "sql")]
    public string Arguments { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _services = new ServiceCollection().AddHitl().Services.BuildServiceProvider();
        _judge = _services.GetRequiredService<CallJudge>();
        _tool = new ToolDefinition { Name = "Tickets-UpdateTicket", PluginName = "Tickets", FunctionName = "UpdateTicket" };
        _arguments = CallArguments.Of(Arguments);
        _conversation = Conversation.Of(History(Messages));
    }

    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    /// <summary>Each time a new call, as each call of a model is: what was found out about the last one is of no use.</summary>
    [Benchmark]
    public ValueTask<Judgment> Judge() => _judge.JudgeAsync(new ToolCall
    {
        ThreadId = "t",
        CallId = "c",
        Tool = _tool,
        Arguments = _arguments,
        Digest = "",
        Conversation = _conversation,
    });

    private static IEnumerable<ChatMessage> History(int count)
    {
        for (var i = 0; i < count; i += 4)
        {
            yield return new ChatMessage(ChatRole.User, $"Please look at ticket T-{i}, the one about the cups that arrived broken, and tell me what we promised.");
            yield return new ChatMessage(ChatRole.Assistant, [new FunctionCallContent($"c{i}", "Tickets-GetTicket", new Dictionary<string, object?> { ["id"] = $"T-{i}" })]);
            yield return new ChatMessage(ChatRole.Tool, [new FunctionResultContent($"c{i}", $$"""{"id":"T-{{i}}","customer":"C-{{i * 7}}","text":"Two of the four cups arrived broken. Order {{i * 31}}, please send new ones to ana{{i}}@example.com.","status":"open"}""")]);
            yield return new ChatMessage(ChatRole.Assistant, $"Ticket T-{i} is about broken cups; we promised new ones.");
        }
    }
}
