using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Hitl.SemanticKernel.Tests.Trust;

/// <summary>How sure the model was of the tokens that it wrote a call with.</summary>
public class ModelConfidenceTests(RedisServers servers)
{
    private static readonly double Likely = Math.Log(0.9);
    private static readonly double Unlikely = Math.Log(0.3);

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Each_call_has_that_of_its_own_name_and_arguments(ServerKind kind, ModelPath path, bool streaming)
    {
        var reply = Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1042","amount":5}"""), ("b", "Orders-Refund", """{"id":"7","amount":6}""")) with
        {
            Content = "I refund both.",
            Tokens =
            [
                ("I", -7), (" refund", -7), (" both.", -7), ("<call>", -7), ("{\"name\": \"", -7),
                ("Orders", Likely), ("-Refund", Likely), ("\", \"arguments\": ", -7), ("{\"id\": \"10", Likely), ("42\", \"amount\"", Likely), (": 5}", Likely), ("}", -7),
                ("<call>{", -7), ("\"name\": \"", -7), ("Orders", Unlikely), ("-Refund", Unlikely), ("\", \"arguments\": ", -7), ("{\"id\": \"7\",", Unlikely), (" \"amount\": 6}", Unlikely), ("}", -7),
            ],
        };
        await using var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, reply);
        agent.Tools = new OrderTools().AddTo;

        var turn = await agent.InvokeAsync("Refund 1042 with 5 and 7 with 6.");

        var evidence = turn.Reviews.Select(r => Assert.Single(r.Trust.Evidence, e => e.Source == "confidence")).ToList();
        Assert.Equal(0.9, evidence[0].Score, 6);
        Assert.Equal(0.3, evidence[1].Score, 6);
        Assert.Equal("the model gave what it wrote a probability of 0.90 per token", evidence[0].Reason);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_model_that_does_not_say_counts_nothing(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":5}""")));
        agent.Tools = new OrderTools().AddTo;

        var review = Assert.Single((await agent.InvokeAsync()).Reviews);

        Assert.DoesNotContain(review.Trust.Evidence, e => e.Source == "confidence");
        Assert.True(review.Trust.IsComplete);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Tokens_of_text_alone_say_nothing_of_the_call(ServerKind kind, ModelPath path, bool streaming)
    {
        var reply = Agent.Calls(path, ("a", "Orders-Refund", """{"id":"1","amount":5}""")) with { Content = "Of course.", Tokens = [("Of", -3), (" course.", -3)] };
        await using var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, reply);
        agent.Tools = new OrderTools().AddTo;

        Assert.DoesNotContain(Assert.Single((await agent.InvokeAsync()).Reviews).Trust.Evidence, e => e.Source == "confidence");
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_call_is_not_judged_by_the_tokens_of_an_earlier_one(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await Agent.StartAsync(
            await servers.GetAsync(kind),
            path,
            streaming,
            Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}""")) with { Tokens = [("Orders-Lookup", Unlikely), ("""{"id":"1"}""", Unlikely)] },
            Agent.Calls(path, ("b", "Orders-Refund", """{"id":"1","amount":5}""")));
        agent.Tools = new OrderTools().AddTo;

        Assert.DoesNotContain(Assert.Single((await agent.InvokeAsync()).Reviews).Trust.Evidence, e => e.Source == "confidence");
    }

    [Fact]
    public async Task A_client_of_the_app_can_say_it_itself()
    {
        var client = new ScriptedClient(_ => new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "Orders_Refund", new Dictionary<string, object?> { ["id"] = "1", ["amount"] = 5 })])
        {
            AdditionalProperties = new() { [MessageProperties.LogProbabilities] = new List<double> { Math.Log(0.5), Math.Log(0.5) } },
        });
        await using var agent = await Agent.StartAsync(await servers.GetAsync(ServerKind.Embedded), ModelPath.ChatClient, streaming: false);
        agent.Services = s => s.AddSingleton(client.AsBuilder().UseKernelFunctionInvocation().Build());
        agent.Tools = new OrderTools().AddTo;

        var review = Assert.Single((await agent.InvokeAsync()).Reviews);

        Assert.Equal(0.5, Assert.Single(review.Trust.Evidence, e => e.Source == "confidence").Score, 6);
    }

    [Fact]
    public void What_is_no_list_of_log_probabilities_says_nothing()
    {
        foreach (var list in new object?[]
        {
            null, "0.5", 0.5, Array.Empty<double>(), new[] { double.NaN }, new[] { "a" }, new object?[] { null }, new object[] { new List<double>() },
            new[] { new { Token = "a" } }, new[] { new { LogProbability = "0" } }, Endless(),
        })
        {
            Assert.Null(Confidence(list));
        }

        IEnumerable<double> Endless()
        {
            while (true)
            {
                yield return -1;
            }
        }
    }

    [Fact]
    public void A_probability_is_between_0_and_1_whatever_the_server_says()
    {
        Assert.Equal(1, Confidence(new[] { 5.0, 0 }));
        Assert.Equal(0, Confidence(new[] { double.NegativeInfinity, 0 }));
        Assert.Equal(0, Confidence(new[] { -9999f }));
        Assert.Equal(0.25, Confidence(new object[] { Math.Log(0.25), (float)Math.Log(0.25) })!.Value, 6);
    }

    [Fact]
    public void Where_the_call_is_not_found_all_tokens_behind_the_text_count()
    {
        Assert.Equal(0.9, Of(("Well", -9), ("<x>", Likely), ("refund(1)", Likely)).Confidence("Well", "Orders-Refund", """{"id":1}""")!.Value, 6);

        // A name alone is the call when it has no arguments.
        Assert.Equal(0.9, Of(("<x>", -9), ("Orders_Refund", Likely), ("{}", -9)).Confidence(null, "Orders-Refund", "{}")!.Value, 6);
        Assert.Null(Of(("a", -1)).Confidence("a longer text", "Orders-Refund", "{}"));
    }

    private static TokenProbabilities Of(params (string Token, double LogProbability)[] tokens) =>
        TokenProbabilities.Of(Saying(tokens.Select(t => new SaidToken(t.Token, (float)t.LogProbability)).ToList()))!;

    private static double? Confidence(object? list) => TokenProbabilities.Of(Saying(list))?.Confidence("", "Orders-Refund", """{"id":1}""");

    private static ChatMessage Saying(object? list) => new(ChatRole.Assistant, []) { AdditionalProperties = new() { [MessageProperties.LogProbabilities] = list } };

    /// <summary>A token as OpenAI's package has it.</summary>
    public sealed record SaidToken(string Token, float LogProbability);
}
