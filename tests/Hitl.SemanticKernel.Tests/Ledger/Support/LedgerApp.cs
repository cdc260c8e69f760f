using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using OpenAI;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>One app on a store: a service provider of its own, so that several stand for several processes.</summary>
internal sealed class LedgerApp : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public LedgerApp(IConnectionMultiplexer connection, string prefix, Action<HitlOptions>? configure = null, IConnectionMultiplexer? effects = null, TimeProvider? time = null, Action<HitlBuilder>? build = null, OpenAIClient? connector = null)
    {
        Till = new Till((effects ?? connection).GetDatabase(), prefix);
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        var builder = services.AddHitl(configure).AddRedis(connection, o => o.KeyPrefix = prefix);
        build?.Invoke(builder);
        _ = connector is null
            ? services.AddSingleton(Model.AsBuilder().UseKernelFunctionInvocation().Build())
            : services.AddOpenAIChatCompletion("plan", connector);
        services.AddSingleton<IResultCheck, FetchCheck>();
        services.AddSingleton<IOutputScorer, TellScorer>();
        services.AddKernel().AddOversight().Plugins.AddFromObject(Till, "Till");
        _services = services.BuildServiceProvider();
    }

    /// <summary>The model, unless there is a connector to another one.</summary>
    public PlanModel Model { get; } = new();

    public Till Till { get; }

    /// <summary>For whom the agent acts.</summary>
    public string? User { get; set; }

    public Kernel Kernel
    {
        get
        {
            var kernel = _services.GetRequiredService<Kernel>();
            return User is null ? kernel : kernel.UseUser(User);
        }
    }

    public OversightStop Stops => _services.GetRequiredService<OversightStop>();

    public MonitoredCalls Monitored => _services.GetRequiredService<MonitoredCalls>();

    public OversightGate Gate => _services.GetRequiredService<OversightGate>();

    public StopFeed StopFeed => _services.GetRequiredService<StopFeed>();

    public ShadowLog Shadow => _services.GetRequiredService<ShadowLog>();

    public TrackRecord Record => _services.GetRequiredService<TrackRecord>();

    public CallJudge Judge => _services.GetRequiredService<CallJudge>();

    public IServiceProvider Services => _services;

    public ReviewSweep Sweep => _services.GetRequiredService<ReviewSweep>();

    public ReviewDesk Desk => _services.GetRequiredService<ReviewDesk>();

    public static Reviewer Ana { get; } = new("ana", "Ana");

    public CheckpointedThreads Threads => _services.GetRequiredService<CheckpointedThreads>();

    public CheckpointedThread Thread(string id) => Threads.Get(id);

    public Task<AgentTurn> InvokeAsync(string thread, string message, CancellationToken cancellationToken = default) =>
        Thread(thread).InvokeAsync(Kernel, message, cancellationToken: cancellationToken);

    public Task<AgentTurn> ResumeAsync(string thread, CancellationToken cancellationToken = default) =>
        Thread(thread).ResumeAsync(Kernel, cancellationToken: cancellationToken);

    /// <summary>Resumes a thread whose runner died: waits for the end of the lease that the store says it has.</summary>
    public async Task<AgentTurn> TakeOverAsync(string thread)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ResumeAsync(thread);
            }
            catch (ThreadBusyException e) when (attempt < 20)
            {
                await Task.Delay(e.RetryAfter + TimeSpan.FromMilliseconds(5));
            }
        }
    }

    /// <summary>The pending reviews of one thread.</summary>
    public async Task<List<Review>> PendingAsync(string thread) => [.. (await Desk.ListAsync(1000)).Where(r => r.ThreadId == thread)];

    /// <summary>The only pending review of a thread.</summary>
    public async Task<Review> ReviewAsync(string thread) => Assert.Single(await PendingAsync(thread));

    /// <summary>The log of a thread, a line for each message.</summary>
    public async Task<List<string>> LogAsync(string thread) => [.. (await Thread(thread).GetHistoryAsync()).Messages.Select(Line)];

    /// <summary>Checks that every call of the log has exactly one result, and none is open.</summary>
    public async Task AssertWholeAsync(string thread)
    {
        var history = await Thread(thread).GetHistoryAsync();
        var calls = history.Messages.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionCallContent>().Select(c => c.CallId).ToList();
        var results = history.Messages.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>().Select(c => c.CallId);
        Assert.Equal(calls.Distinct(), calls);
        Assert.Equal(calls, results);
        Assert.All(history.Calls, c => Assert.True(c.State.IsSettled(), $"{c.CallId} is {c.State}"));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>What holds the results of Fetch, and answers that are about Tell.</summary>
    public static void Hold(HitlOptions options)
    {
        options.Boundary.Actions["fetched"] = BoundaryActions.Hold;
        (options.Output.Enabled, options.Output.Grounding) = (true, false);
    }

    private static string Line(ChatMessage message) => message.Contents switch
    {
        [Microsoft.Extensions.AI.FunctionResultContent result] => $"result {result.CallId}: {result.Result}",
        _ when message.Contents.OfType<Microsoft.Extensions.AI.FunctionCallContent>().Select(c => $"{c.CallId} {c.Name}").ToList() is { Count: > 0 } calls => "calls " + string.Join(", ", calls),
        _ => $"{message.Role.Value}: {message.Text}",
    };

    private sealed class FetchCheck : IResultCheck
    {
        public ValueTask<IReadOnlyList<ResultFinding>> CheckAsync(ToolResult result, CancellationToken cancellationToken = default) =>
            new(result.Tool.FunctionName == "Fetch" ? [new ResultFinding("fetched", "it was fetched")] : []);
    }

    private sealed class TellScorer : IOutputScorer
    {
        public ValueTask<RiskAssessment> ScoreAsync(AgentOutput output, CancellationToken cancellationToken = default) =>
            new(output.Text.Contains("Tell", StringComparison.Ordinal) ? new RiskAssessment { Score = 0.8, Reasons = [new("tell", "it tells")] } : RiskAssessment.Unknown);
    }
}
