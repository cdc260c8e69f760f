using System.Collections.Concurrent;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>A model with a script, and tools that run at once (<c>look</c>) or wait for a person (<c>refund</c>, and what is added).</summary>
internal sealed class SmallShop : IAsyncDisposable
{
    private readonly TestServer _server;
    private readonly string _prefix;

    private SmallShop(TestServer server, OpenAIStub stub)
    {
        (_server, Stub) = (server, stub);
        _prefix = server.NewPrefix();
    }

    public OpenAIStub Stub { get; }

    public ConcurrentQueue<string> Effects { get; } = new();

    public List<KernelFunction> More { get; } = [];

    /// <summary>What of <see cref="More"/> becomes.</summary>
    public Verdict MoreVerdict { get; set; } = Verdict.Proceed;

    public static async Task<SmallShop> StartAsync(TestServer server, params StubReply[] replies) => new(server, await OpenAIStub.StartAsync(replies));

    public AgentApp App(TurnPath path)
    {
        var look = KernelFunctionFactory.CreateFromMethod((int n) => Run($"look {n}"), "look");
        var refund = KernelFunctionFactory.CreateFromMethod((int n) => Run($"refund {n}"), "refund");
        var tools = KernelPluginFactory.CreateFromFunctions(TranscriptWire.Plugin, [look, refund, .. More]);
        return new AgentApp(_server, _prefix, Stub.Client(), "stub", path, tools, options =>
        {
            options.Policy.Rules.Add(new PolicyRule { Function = "look", Verdict = Verdict.Proceed });
            options.Policy.Rules.Add(new PolicyRule { Function = "refund", Verdict = Verdict.Review });
            foreach (var function in More)
            {
                options.Policy.Rules.Add(new PolicyRule { Function = function.Name, Verdict = MoreVerdict });
            }
        });
    }

    public async Task<AgentTurn> ApproveAndResumeAsync(TurnPath path, AgentTurn turn)
    {
        await using var app = App(path);
        foreach (var review in turn.Reviews)
        {
            await app.Desk.ApproveAsync(review, new Reviewer("ana"));
        }

        return await app.ResumeAsync(turn.ThreadId);
    }

    public ValueTask DisposeAsync() => Stub.DisposeAsync();

    private string Run(string effect)
    {
        Effects.Enqueue(effect);
        return "done " + effect;
    }
}
