using System.Text.Json;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace Hitl.SemanticKernel.Tests.Reviews;

/// <summary>The model asks people, and goes on with their answer.</summary>
public class HumanTests(RedisServers servers)
{
    private static readonly Reviewer Fay = new("fay", "Fay") { Groups = ["finance"] };

    [Theory, AllServers]
    public async Task A_question_pauses_the_thread_until_somebody_answers(ServerKind kind)
    {
        await using var app = await StartAsync(kind, new { question = "Which <b>colour</b>?", choices = new[] { "red", "blue" } });
        var turn = await app.InvokeAsync();
        var review = await app.Desk.GetAsync(Assert.Single(turn.Reviews).Id);

        Assert.Equal((ReviewKind.Question, "Which <b>colour</b>?", "The model asks a person."), (review.Kind, review.Question!.Text, review.PolicyReason));
        Assert.Equal(["red", "blue"], review.Question.Choices);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await app.ResumeAsync()).Status);
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.ApproveAsync(review, LedgerApp.Ana));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.EditAsync(review, LedgerApp.Ana, review.Arguments));
        Assert.Contains("'red', 'blue'", (await Assert.ThrowsAsync<InvalidDecisionException>(() => app.Desk.RespondAsync(review, LedgerApp.Ana, "green"))).Message, StringComparison.Ordinal);
        await app.Desk.RespondAsync(review, LedgerApp.Ana, "blue");

        Assert.Equal("I was told: blue", (await app.ResumeAsync()).Message!.Content);
        Assert.Equal(ReviewState.Responded, (await app.Desk.GetAsync(review.Id)).State);
    }

    [Theory, AllServers]
    public async Task The_model_asks_whom_the_app_names_and_only_they_answer(ServerKind kind)
    {
        void Configure(HumanOptions o)
        {
            o.Addressees["accounting"] = new() { Groups = ["finance"] };
            o.Addressees["the user"] = new() { People = ["eve"] };
        }

        await using var group = await StartAsync(kind, new { question = "How much?", to = "accounting" }, Configure);
        var asked = Assert.Single((await group.InvokeAsync()).Reviews);
        Assert.Equal(ReviewRefusal.NotAsked, (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => group.Desk.RespondAsync(asked, LedgerApp.Ana, "1"))).Refusal);
        Assert.Null(await group.Desk.ClaimNextAsync(LedgerApp.Ana));
        await group.Desk.RespondAsync((await group.Desk.ClaimNextAsync(Fay))!, Fay, "12.50");
        Assert.Equal("I was told: 12.50", (await group.ResumeAsync()).Message!.Content);

        // Who is asked something decides nothing, so the user may be asked too.
        await using var person = await StartAsync(kind, new { question = "Which size?", to = "the user" }, Configure);
        var own = Assert.Single((await person.InvokeAsync("eve")).Reviews);
        Assert.Equal(["eve"], own.People);
        Assert.Contains("'eve'", (await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => person.Desk.RespondAsync(own, Fay, "M"))).Message, StringComparison.Ordinal);
        await person.Desk.RespondAsync((await person.Desk.ClaimNextAsync(new Reviewer("eve")))!, new Reviewer("eve"), "L");
        Assert.Equal("I was told: L", (await person.ResumeAsync("eve")).Message!.Content);
    }

    [Theory, AllServers]
    public async Task Who_does_not_answer_or_not_in_time_leaves_the_model_told(ServerKind kind)
    {
        await using var rejected = await StartAsync(kind, new { question = "Well?" });
        await rejected.Desk.RejectAsync(Assert.Single((await rejected.InvokeAsync()).Reviews), LedgerApp.Ana, "not my field");
        Assert.Equal("I was told: Nobody answers the question. Reason: not my field", (await rejected.ResumeAsync()).Message!.Content);

        await using var late = await StartAsync(kind, new { question = "Well?" }, o => o.Deadline = TimeSpan.FromHours(1));
        var review = await late.Desk.GetAsync(Assert.Single((await late.InvokeAsync()).Reviews).Id);
        Assert.InRange(review.Deadline!.Value - review.CreatedAt, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        await SweepTests.PassAsync(await servers.GetAsync(kind), late.Prefix, [review]);
        Assert.Equal("I was told: Nobody answered in time.", (await late.ResumeAsync()).Message!.Content);
    }

    [Theory, AllServers]
    public async Task Questions_that_are_none_are_told_to_the_model_at_once(ServerKind kind)
    {
        foreach (var arguments in new object[]
        {
            new { }, new { question = " " }, new { question = 1 }, new { question = "x", choices = "a" }, new { question = "x", choices = new[] { "a", "a" } },
            new { question = "x", choices = new[] { "" } }, new { question = "x", to = "nobody" }, new { question = new string('x', 16385) },
        })
        {
            await using var app = await StartAsync(kind, arguments);
            var turn = await app.InvokeAsync();
            Assert.Equal(AgentTurnStatus.Completed, turn.Status);
            Assert.StartsWith("I was told: Error: The argument ", turn.Message!.Content, StringComparison.Ordinal);
        }
    }

    [Theory, AllServers]
    public async Task A_rule_may_deny_questions_and_shadow_mode_still_asks(ServerKind kind)
    {
        await using var denied = await StartAsync(kind, new { question = "Well?" }, options: o => o.Policy.Rules.Add(new PolicyRule { Plugin = "Human", Verdict = Verdict.Deny, Reason = "Nobody is there" }));
        Assert.Contains("not allowed", (await denied.InvokeAsync()).Message!.Content, StringComparison.Ordinal);
        await using var shadow = await StartAsync(kind, new { question = "Well?" }, options: o => o.Policy.Mode = PolicyMode.Shadow);
        Assert.Equal(ReviewKind.Question, Assert.Single((await shadow.InvokeAsync()).Reviews).Kind);
    }

    [Fact]
    public async Task Options_are_checked_and_the_function_does_not_run_by_itself()
    {
        var plugins = new KernelPluginCollection();
        Assert.Throws<ArgumentException>(() => plugins.AddHuman(o => o.PluginName = "a b"));
        Assert.Throws<ArgumentException>(() => plugins.AddHuman(o => o.Addressees[""] = new()));
        Assert.Throws<ArgumentException>(() => plugins.AddHuman(o => o.Deadline = TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => HumanTools.Create(o => o.Default = new() { Groups = [""] }));
        var function = Assert.Single(HumanTools.Create(o => o.Addressees["ops"] = new() { Groups = ["ops"] }));
        Assert.Equal("ask_human", function.Name);
        Assert.Equal("ops", function.JsonSchema.GetProperty("properties").GetProperty("to").GetProperty("enum")[0].GetString());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await function.InvokeAsync(new AIFunctionArguments { ["question"] = "?" }));
        Assert.NotNull(ToolDefinitions.From(function).Human);
    }

    private async Task<AskingApp> StartAsync(ServerKind kind, object arguments, Action<HumanOptions>? human = null, Action<HitlOptions>? options = null)
    {
        var server = await servers.GetAsync(kind);
        return new AskingApp(server, server.NewPrefix(), arguments, human, options);
    }

    /// <summary>An app whose model asks one question, and then says what it was told.</summary>
    private sealed class AskingApp : IAsyncDisposable
    {
        private readonly ServiceProvider _services;

        public AskingApp(TestServer server, string prefix, object arguments, Action<HumanOptions>? human, Action<HitlOptions>? options)
        {
            Prefix = prefix;
            var services = new ServiceCollection();
            services.AddHitl(options).AddRedis(server.Connection, o => o.KeyPrefix = prefix);
            services.AddSingleton(new AskingModel(arguments).AsBuilder().UseKernelFunctionInvocation().Build());
            services.AddKernel().AddOversight().Plugins.AddHuman(human);
            _services = services.BuildServiceProvider();
        }

        public string Prefix { get; }

        public ReviewDesk Desk => _services.GetRequiredService<ReviewDesk>();

        public Task<AgentTurn> InvokeAsync(string? user = null) => Thread.InvokeAsync(Kernel(user), "ask");

        public Task<AgentTurn> ResumeAsync(string? user = null) => Thread.ResumeAsync(Kernel(user));

        public ValueTask DisposeAsync() => _services.DisposeAsync();

        private CheckpointedThread Thread => _services.GetRequiredService<CheckpointedThreads>().Get("t");

        private Kernel Kernel(string? user) => _services.GetRequiredService<Kernel>() is var kernel && user is not null ? kernel.UseUser(user) : kernel;
    }

    private sealed class AskingModel(object arguments) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var told = messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().LastOrDefault();
            var values = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value);
            return Task.FromResult(new ChatResponse(told is null
                ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("q1", "Human_Ask", values)])
                : new ChatMessage(ChatRole.Assistant, $"I was told: {told.Result}")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
