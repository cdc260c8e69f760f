using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Support;

/// <summary>An agent on a real store and a model over HTTP. Every step is taken by a service provider of its own, as after a restart.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly TestServer _server;
    private readonly string _prefix;

    private Agent(TestServer server, OpenAIStub model)
    {
        _server = server;
        _prefix = server.NewPrefix();
        Model = model;
    }

    public string Prefix => _prefix;

    public OpenAIStub Model { get; }

    public ModelPath Path { get; init; }

    public bool Streaming { get; init; }

    public bool Concurrent { get; set; }

    public string ThreadId { get; set; } = "order 1042";

    /// <summary>What makes the tools of a kernel; they may be others after a restart.</summary>
    public Action<Kernel> Tools { get; set; } = _ => { };

    public Action<IServiceCollection> Services { get; set; } = _ => { };

    /// <summary>Whether <see cref="Services"/> come before those of oversight.</summary>
    public bool FilterFirst { get; set; }

    public Action<HitlOptions> Options { get; set; } = _ => { };

    public PromptExecutionSettings? Settings { get; set; }

    /// <summary>What was streamed in the last step.</summary>
    public List<StreamingChatMessageContent> Updates { get; } = [];

    public string StreamedText => string.Concat(Updates.Select(u => u.Content));

    public static async Task<Agent> StartAsync(TestServer server, ModelPath path, bool streaming, params IEnumerable<StubReply> replies) =>
        new(server, await OpenAIStub.StartAsync(replies)) { Path = path, Streaming = streaming };

    public static async Task<Agent> StartAsync(TestServer server, OpenAIStub model, ModelPath path = ModelPath.Connector, bool streaming = false)
    {
        await Task.CompletedTask;
        return new(server, model) { Path = path, Streaming = streaming };
    }

    /// <summary>A tool's name as the model is offered it on this path.</summary>
    public string Name(string tool) => Path == ModelPath.ChatClient ? tool.Replace('-', '_') : tool;

    /// <summary>Calls of a model, with names as they are offered on the path.</summary>
    public static StubReply Calls(ModelPath path, params (string Id, string Tool, string Arguments)[] calls) =>
        StubReply.ToolCalls([.. calls.Select(c => (c.Id, path == ModelPath.ChatClient ? c.Tool.Replace('-', '_') : c.Tool, c.Arguments))]);

    public ServiceProvider Provider()
    {
        var services = new ServiceCollection();
        services.AddHitl(o => Options(o)).AddRedis(_server.Connection, o => o.KeyPrefix = _prefix);
        var client = Model.Client();
        if (Path == ModelPath.Connector)
        {
            services.AddOpenAIChatCompletion("stub", client);
        }
        else if (Concurrent)
        {
            var chat = client.GetChatClient("stub").AsIChatClient().AsBuilder().UseKernelFunctionInvocation().Build();
            chat.GetService<FunctionInvokingChatClient>()!.AllowConcurrentInvocation = true;
            services.AddSingleton(chat);
        }
        else
        {
            services.AddOpenAIChatClient("stub", client);
        }

        if (FilterFirst)
        {
            Services(services);
        }

        services.AddKernel().AddOversight();
        if (!FilterFirst)
        {
            Services(services);
        }

        return services.BuildServiceProvider();
    }

    public Kernel Kernel(IServiceProvider services)
    {
        var kernel = services.GetRequiredService<Kernel>();
        Tools(kernel);
        return kernel;
    }

    public Task<AgentTurn> InvokeAsync(string message = "Please.", CancellationToken cancellationToken = default) =>
        StepAsync((thread, kernel) => Streaming
            ? ReadAsync(thread.InvokeStreamingAsync(kernel, message, Settings ?? Default(), cancellationToken))
            : thread.InvokeAsync(kernel, message, Settings ?? Default(), cancellationToken));

    public Task<AgentTurn> ResumeAsync() =>
        StepAsync((thread, kernel) => thread.ResumeAsync(kernel, Settings ?? Default()));

    public Task<ThreadHistory> HistoryAsync() => StepAsync((thread, _) => thread.GetHistoryAsync());

    public Task ApproveAsync(AgentTurn turn) => DecideAsync(turn, (desk, review) => desk.ApproveAsync(review, new Reviewer("ana")));

    public Task RejectAsync(AgentTurn turn, string reason) => DecideAsync(turn, (desk, review) => desk.RejectAsync(review, new Reviewer("ana"), reason));

    public Task ApproveAsync(string reviewId) => DecideAsync([reviewId], (desk, review) => desk.ApproveAsync(review, new Reviewer("ana")));

    public Task DecideAsync(AgentTurn turn, Func<ReviewDesk, Review, Task> decide) => DecideAsync(turn.Reviews.Select(r => r.Id), decide);

    public async Task DecideAsync(IEnumerable<string> reviewIds, Func<ReviewDesk, Review, Task> decide)
    {
        await using var services = Provider();
        var desk = services.GetRequiredService<ReviewDesk>();
        foreach (var id in reviewIds)
        {
            await decide(desk, await desk.GetAsync(id));
        }
    }

    /// <summary>Does something with the thread in a service provider of its own.</summary>
    public async Task<T> StepAsync<T>(Func<CheckpointedThread, Kernel, Task<T>> step)
    {
        await using var services = Provider();
        return await step(services.GetRequiredService<CheckpointedThreads>().Get(ThreadId), Kernel(services));
    }

    /// <summary>
    /// Checks that every request had one result for each call, in order and with no placeholder, and that the log says
    /// what the model was sent last and answered to it.
    /// </summary>
    public async Task<ThreadHistory> VerifyAsync(params string[] answers)
    {
        foreach (var request in Model.Requests)
        {
            Wire.CheckResults(OpenAIWire.MessagesOf(request));
        }

        var history = await HistoryAsync();
        var said = history.Messages.SelectMany(m => Wire.Of(m, Path)).ToList();
        var sent = Model.LastMessages.Select(OpenAIWire.Normalize).Concat(answers.Select(a => OpenAIWire.Normalize(OpenAIWire.Assistant(a))));
        Assert.Equal(sent, said);
        return history;
    }

    public ValueTask DisposeAsync() => Model.DisposeAsync();

    private static PromptExecutionSettings Default() => new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

    private async Task<AgentTurn> ReadAsync(IAsyncEnumerable<AgentTurnUpdate> updates)
    {
        Updates.Clear();
        AgentTurn? turn = null;
        await foreach (var update in updates)
        {
            Assert.Null(turn);
            turn = update.Turn;
            if (update.Content is { } content)
            {
                Updates.Add(content);
            }
        }

        return turn!;
    }
}
