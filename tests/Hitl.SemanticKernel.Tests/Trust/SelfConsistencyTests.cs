using System.ClientModel;
using System.Net;
using System.Text.Json.Nodes;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;

namespace Hitl.SemanticKernel.Tests.Trust;

/// <summary>A model that is asked again whether it stands by a call.</summary>
public class SelfConsistencyTests(RedisServers servers)
{
    private const string Save = "Notes-Save";
    private const string Kept = """{"text":"buy milk","copies":2}""";

    /// <summary>The same arguments as another answer may have them.</summary>
    private const string KeptAgain = """{ "copies": 2.0, "text": "buy milk" }""";

    [Theory, AllPaths]
    public async Task A_call_that_the_model_repeats_runs_once(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, [Reply(path), Reply(path), .. Enumerable.Repeat(Agent.Calls(path, ("b", Save, KeptAgain)), 2), StubReply.Text("Saved.")]);
        var notes = Add(agent);

        var turn = await agent.InvokeAsync("Note: buy milk");

        Assert.Equal((AgentTurnStatus.Completed, "Saved."), (turn.Status, turn.Message!.Content));
        Assert.Equal(["buy milk"], notes.Saved);
        Assert.Equal(5, agent.Model.Requests.Count);

        // The model is asked what it was asked, with the same tools.
        Assert.All(agent.Model.Requests.Skip(1).Take(3), r => Assert.Equal(
            (Wire(agent.Model.Requests[0], "messages"), Wire(agent.Model.Requests[0], "tools")), (Wire(r, "messages"), Wire(r, "tools"))));
        await agent.VerifyAsync("Saved.");
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task A_call_that_it_does_not_repeat_waits_and_nothing_of_the_other_answers_runs(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming,
        [
            Reply(path),
            Agent.Calls(path, ("x", Save, """{"text":"buy milk","copies":"2"}""")),
            Agent.Calls(path, ("x", "Notes-Read", "{}"), ("y", "Notes-Clear", Kept)),
            StubReply.Text("What shall I note?"),
            StubReply.Text("Saved."),
        ]);
        var notes = Add(agent);

        var turn = await agent.InvokeAsync("Note: buy milk");

        var review = Assert.Single(turn.Reviews);
        var evidence = Assert.Single(review.Trust.Evidence);
        Assert.Equal(("consistency", 0.25, "asked again, the model made the same call in 0 of 3 answers"), (evidence.Source, evidence.Score, evidence.Reason));
        Assert.Empty(notes.Saved);
        Assert.Equal(0, notes.Reads + notes.Clears);

        await agent.ApproveAsync(turn);
        Assert.Equal("Saved.", (await agent.ResumeAsync()).Message!.Content);
        Assert.Equal(["buy milk"], notes.Saved);
        await agent.VerifyAsync("Saved.");
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task It_is_not_asked_about_calls_that_trust_does_not_change(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, [Agent.Calls(path, ("a", "Notes-Read", "{}"), ("b", "Notes-Clear", Kept))]);
        var notes = Add(agent);

        var turn = await agent.InvokeAsync();

        Assert.Equal(1, notes.Reads);
        Assert.Single(agent.Model.Requests);
        Assert.Empty(Assert.Single(turn.Reviews).Trust.Evidence);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task An_app_can_have_it_asked_about_every_call_once_for_each_answer_of_the_model(ServerKind kind, ModelPath path, bool streaming)
    {
        var both = Agent.Calls(path, ("a", "Notes-Read", "{}"), ("b", "Notes-Clear", Kept));
        await using var agent = await StartAsync(kind, path, streaming, [both, both, Agent.Calls(path, ("c", "Notes-Clear", Kept))], o => (o.EveryCall, o.Samples) = (true, 2));
        var notes = Add(agent);

        var turn = await agent.InvokeAsync();

        Assert.Equal((1, 3), (notes.Reads, agent.Model.Requests.Count));
        Assert.Equal(1, Assert.Single(Assert.Single(turn.Reviews).Trust.Evidence).Score);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Answers_that_fail_do_not_count(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming,
            [Reply(path), StubReply.Error(HttpStatusCode.TooManyRequests), StubReply.Error(HttpStatusCode.InternalServerError), StubReply.Text("Hm?"), StubReply.Text("Saved.")]);
        var notes = Add(agent);

        var turn = await agent.InvokeAsync();

        // One that is left, and that does not have the call: (0 + 1) / (1 + 1).
        Assert.Equal(AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(["buy milk"], notes.Saved);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Without_any_answer_in_time_the_call_is_judged_without_it(ServerKind kind, ModelPath path, bool streaming)
    {
        var never = StubReply.Text("late") with { Delay = TimeSpan.FromMinutes(10) };
        await using var agent = await StartAsync(kind, path, streaming, [Reply(path), never, never, never, StubReply.Text("Saved.")], o => o.Timeout = TimeSpan.FromMilliseconds(500));
        var notes = Add(agent);
        agent.Options += o => o.ScoringTimeout = TimeSpan.FromMilliseconds(1);

        Assert.Equal("Saved.", (await agent.InvokeAsync()).Message!.Content);
        Assert.Equal(["buy milk"], notes.Saved);
    }

    [Fact]
    public async Task A_client_that_heeds_no_token_holds_nothing_up()
    {
        var asked = 0;
        using var client = new SlowAgain(() => Interlocked.Increment(ref asked));
        await using var agent = await StartAsync(ServerKind.Embedded, ModelPath.ChatClient, false, [], o => o.Timeout = TimeSpan.FromMilliseconds(200));
        var consistency = agent.Services;
        agent.Services = s =>
        {
            consistency(s);
            s.AddSingleton(client.AsBuilder().UseKernelFunctionInvocation().Build());
        };
        var notes = Add(agent);

        Assert.Equal("Saved.", (await agent.InvokeAsync()).Message!.Content);
        Assert.Equal(["buy milk"], notes.Saved);
        Assert.Equal(5, asked);
    }

    [Fact]
    public async Task It_is_asked_with_the_temperature_of_the_options_and_the_settings_of_the_app_stay()
    {
        await using var agent = await StartAsync(ServerKind.Embedded, ModelPath.Connector, false,
            [Reply(ModelPath.Connector), .. Enumerable.Repeat(Reply(ModelPath.Connector), 3), StubReply.Text("Saved.")], o => o.Temperature = 0.75);
        Add(agent);
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(), Temperature = 0, Seed = 7 };
        agent.Settings = settings;

        await agent.InvokeAsync();

        Assert.Equal([0, 0.75, 0.75, 0.75, 0], agent.Model.Requests.Select(r => (double)r["temperature"]!));
        Assert.All(agent.Model.Requests, r => Assert.Equal(7, (int)r["seed"]!));
        Assert.Equal(0, settings.Temperature);
    }

    [Fact]
    public async Task It_can_be_another_service()
    {
        await using var other = await OpenAIStub.StartAsync(Enumerable.Repeat(Reply(ModelPath.Connector), 3));
        await using var agent = await StartAsync(ServerKind.Embedded, ModelPath.Connector, false, [Reply(ModelPath.Connector), StubReply.Text("Saved.")], o => o.ServiceId = "cheap");
        var consistency = agent.Services;
        agent.Services = s =>
        {
            consistency(s);
            s.AddOpenAIChatCompletion("cheap", other.Endpoint, "none", serviceId: "cheap");
        };
        agent.Settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        Add(agent);

        Assert.Equal("Saved.", (await agent.InvokeAsync()).Message!.Content);
        Assert.Equal((2, 3), (agent.Model.Requests.Count, other.Requests.Count));
    }

    [Fact]
    public async Task Connectors_that_cannot_be_kept_from_invoking_functions_are_not_asked()
    {
        await using var agent = await StartAsync(ServerKind.Embedded, ModelPath.Connector, false, [Reply(ModelPath.Connector), StubReply.Text("Saved.")]);
        var notes = Add(agent);
        agent.Settings = new OpenAIPromptExecutionSettings { ToolCallBehavior = ToolCallBehavior.AutoInvokeKernelFunctions };

        Assert.Equal("Saved.", (await agent.InvokeAsync()).Message!.Content);
        Assert.Equal(["buy milk"], notes.Saved);
        Assert.Equal(2, agent.Model.Requests.Count);
    }

    [Fact]
    public async Task Chat_clients_that_have_tools_of_their_own_are_not_asked()
    {
        await using var agent = await StartAsync(ServerKind.Embedded, ModelPath.ChatClient, false, [Reply(ModelPath.ChatClient), StubReply.Text("Saved.")]);
        var consistency = agent.Services;
        agent.Services = s =>
        {
            consistency(s);
            var chat = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = agent.Model.Endpoint }).GetChatClient("stub").AsIChatClient()
                .AsBuilder().UseKernelFunctionInvocation().Build();
            chat.GetService<FunctionInvokingChatClient>()!.AdditionalTools = [AIFunctionFactory.Create(() => "now", "Time")];
            s.AddSingleton(chat);
        };
        var notes = Add(agent);

        Assert.Equal("Saved.", (await agent.InvokeAsync()).Message!.Content);
        Assert.Equal(["buy milk"], notes.Saved);
        Assert.Equal(2, agent.Model.Requests.Count);
    }

    private static StubReply Reply(ModelPath path) => Agent.Calls(path, ("a", Save, Kept));

    private static string? Wire(JsonObject request, string part) => request[part]?.ToJsonString();

    private async Task<Agent> StartAsync(ServerKind kind, ModelPath path, bool streaming, IEnumerable<StubReply> replies, Action<SelfConsistencyOptions>? configure = null)
    {
        var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, replies);
        agent.Services = s => s.AddHitl().AddSelfConsistency(configure);

        // What is left is the signal of which this is about.
        agent.Options = o => (o.Trust.GroundingWeight, o.Trust.ChainHealthWeight, o.Trust.TrackRecordWeight, o.Trust.ModelConfidenceWeight) = (0, 0, 0, 0);
        return agent;
    }

    private static Notes Add(Agent agent)
    {
        var notes = new Notes();
        agent.Tools = kernel => kernel.Plugins.AddFromObject(notes, "Notes");
        return notes;
    }

    private sealed class Notes
    {
        private readonly List<string> _saved = [];
        private int _reads;
        private int _clears;

        public IReadOnlyList<string> Saved => _saved;

        public int Reads => _reads;

        public int Clears => _clears;

        [KernelFunction("Save"), Oversight(Risk = 0.5)]
        public string Keep(string text, int copies)
        {
            _saved.Add(text);
            return $"saved {text} {copies}";
        }

        [KernelFunction, Oversight(ReadOnly = true)]
        public string Read() => "note " + Interlocked.Increment(ref _reads);

        [KernelFunction, Oversight(Flags = RiskFlags.Destructive)]
        public string Clear(string text, int copies) => text + copies + Interlocked.Increment(ref _clears);
    }

    /// <summary>Answers the first request with a call and the one with its result with words, and the ones in between never.</summary>
    private sealed class SlowAgain(Func<int> next) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (messages.Last().Role == ChatRole.Tool)
            {
                next();
                return new ChatResponse(new ChatMessage(ChatRole.Assistant, "Saved."));
            }

            if (next() > 1)
            {
                await new TaskCompletionSource().Task;
            }

            return new ChatResponse(new ChatMessage(ChatRole.Assistant, [new Microsoft.Extensions.AI.FunctionCallContent("a", "Notes_Save", new Dictionary<string, object?> { ["text"] = "buy milk", ["copies"] = 2 })]));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose()
        {
        }
    }
}
