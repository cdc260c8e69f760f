using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>One call of a generated conversation with everything that is known of it before it is made.</summary>
internal sealed record ScriptedCall(StressCall Call, string ModelId, string Id, int Number)
{
    public string Tool => Call.Tool.ToString();

    /// <summary>The number that is passed, which an edit changes.</summary>
    public int Effective => Call.Waits && Call.Decision == DecisionKind.Edit ? Number + 1000 : Number;

    public bool Runs => Call.Waits
        ? Call.Decision is DecisionKind.Approve or DecisionKind.Edit
        : Call.Tool is StressTool.Read or StressTool.Watched or StressTool.Failing;

    public bool Fails => Call.Tool is StressTool.Failing or StressTool.FailingEffect;

    public CallState State => Call switch
    {
        _ when Runs => Fails ? CallState.Failed : CallState.Succeeded,
        { Waits: true, Decision: DecisionKind.Reject } => CallState.Rejected,
        { Waits: true } => CallState.Responded,
        { Tool: StressTool.Denied } => CallState.Denied,
        _ => CallState.Failed,
    };

    /// <summary>What the result says, as a beginning and an end.</summary>
    public (string Begin, string End) Result => State switch
    {
        CallState.Succeeded => (Number == Effective ? $"done {Number}" : "A reviewer changed the arguments", $"done {Effective}"),
        CallState.Rejected => ("The call was not run", $"not {Number}"),
        CallState.Responded => ($"instead of {Number}", ""),
        CallState.Denied => ("The call was not run: it is not allowed.", ""),
        _ when Call.Tool == StressTool.Missing => ("Error: ", ""),
        _ => (Number == Effective ? "Error: Exception while invoking function." : "A reviewer changed the arguments", $"boom {Effective}"),
    };
}

/// <summary>The model and the tools of a generated conversation.</summary>
internal sealed class StressScript
{
    private readonly ConcurrentQueue<JsonObject> _requests = new();

    public StressScript(StressCase example)
    {
        var made = new Dictionary<string, int>();
        foreach (var (t, turn) in example.Turns.Index())
        {
            foreach (var (b, batch) in turn.Index())
            {
                Replies.Add([.. batch.Index().Select(c => Scripted(c.Item, example.SameIds ? $"call_{c.Index}" : $"t{t}b{b}c{c.Index}", (t * 100) + (b * 10) + c.Index))]);
            }

            Replies.Add([]);
        }

        Tools = KernelPluginFactory.CreateFromFunctions(
            TranscriptWire.Plugin,
            Enum.GetValues<StressTool>().Where(t => t != StressTool.Missing).Select(t => KernelFunctionFactory.CreateFromMethod((int n) => Run(t, n), t.ToString())));

        ScriptedCall Scripted(StressCall call, string id, int number)
        {
            var n = made[id] = made.GetValueOrDefault(id) + 1;
            return new ScriptedCall(call, id, n == 1 ? id : $"{id}~{n}", number);
        }
    }

    /// <summary>What the model says, in order: the calls of a batch, or none for an answer.</summary>
    public List<ScriptedCall[]> Replies { get; } = [];

    public KernelPlugin Tools { get; }

    /// <summary>The numbers of the calls that ran, in order.</summary>
    public ConcurrentQueue<int> Effects { get; } = new();

    public IEnumerable<JsonObject> Requests => _requests;

    public static string Text(int reply) => $"reply {reply}";

    public static void Configure(HitlOptions options)
    {
        foreach (var tool in Enum.GetValues<StressTool>())
        {
            var verdict = tool switch
            {
                StressTool.Watched => Verdict.Monitor,
                StressTool.Effect or StressTool.FailingEffect => Verdict.Review,
                StressTool.Denied => Verdict.Deny,
                _ => Verdict.Proceed,
            };
            options.Policy.Rules.Add(new PolicyRule { Function = tool.ToString(), Verdict = verdict });
        }
    }

    public StubReply Answer(JsonObject request)
    {
        _requests.Enqueue(request);
        var said = OpenAIWire.MessagesOf(request).Count(m => OpenAIWire.RoleOf(m) == "assistant");
        var separator = request["tools"]!.AsArray().Any(t => ((string)t!["function"]!["name"]!).Contains('-', StringComparison.Ordinal)) ? '-' : '_';
        return new StubReply
        {
            Content = said % 3 == 1 || Replies[said].Length == 0 ? Text(said) : null,
            Calls = [.. Replies[said].Select(c => new StubToolCall(c.ModelId, $"{TranscriptWire.Plugin}{(c.Call.Tool == StressTool.Missing ? '-' : separator)}{c.Tool}", $$"""{"n":{{c.Number}}}"""))],
        };
    }

    private string Run(StressTool tool, int n)
    {
        Effects.Enqueue(n);
        return tool is StressTool.Failing or StressTool.FailingEffect ? throw new InvalidOperationException($"boom {n}") : $"done {n}";
    }
}
