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
    private ToolCall _call = null!;

    [Params(20, 1_000)]
    public int Messages { get; set; }

    [Params("prose", "structured", "json text", "sql")]
    public string Arguments { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _services = new ServiceCollection().AddHitl().Services.BuildServiceProvider();
        _judge = _services.GetRequiredService<CallJudge>();
        _call = new ToolCall
        {
            ThreadId = "t",
            CallId = "c",
            Tool = new ToolDefinition { Name = "Tickets-UpdateTicket", PluginName = "Tickets", FunctionName = "UpdateTicket" },
            Arguments = CallArguments.Of(Arguments),
            Digest = "",
            Conversation = Conversation.Of(History(Messages)),
        };
    }

    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    [Benchmark]
    public ValueTask<Judgment> Judge() => _judge.JudgeAsync(_call);

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
