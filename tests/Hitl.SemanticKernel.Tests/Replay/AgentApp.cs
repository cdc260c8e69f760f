using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using OpenAI;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>One process of an app, as far as a test can have it: a service provider of its own, on a server that is shared.</summary>
internal sealed class AgentApp : IAsyncDisposable
{
    private const string Beside = "beside";

    private readonly ServiceProvider _services;
    private readonly Lazy<Kernel> _kernel;
    private readonly TurnPath _path;

    public AgentApp(TestServer server, string prefix, OpenAIClient client, string model, TurnPath path, KernelPlugin tools, Action<HitlOptions> configure)
    {
        _path = path;
        var services = new ServiceCollection();
        services.AddHitl(configure).AddRedis(server.Connection, o => o.KeyPrefix = prefix);
        var kernel = services.AddKernel().AddOversight();
        kernel.Plugins.Add(tools);
        if (path is TurnPath.Oversight or TurnPath.StreamedOversight)
        {
            services.AddSingleton(p => client.GetChatClient(model).AsIChatClient().AsBuilder().UseOversight().Build(p));
            services.AddKeyedSingleton(Beside, client.GetChatClient(model).AsIChatClient().AsBuilder().UseKernelFunctionInvocation().Build());
        }
        else if (path is TurnPath.Connector or TurnPath.StreamedConnector)
        {
            kernel.AddOpenAIChatCompletion(model, client);
        }
        else
        {
            services.AddSingleton(client.GetChatClient(model).AsIChatClient().AsBuilder().UseKernelFunctionInvocation().Build());
        }

        _services = services.BuildServiceProvider();
        _kernel = new Lazy<Kernel>(_services.GetRequiredService<Kernel>);
    }

    public ReviewDesk Desk => _services.GetRequiredService<ReviewDesk>();

    public Kernel Kernel => _kernel.Value;

    private bool IsStreamed => _path is TurnPath.StreamedConnector or TurnPath.StreamedChatClient or TurnPath.StreamedOversight;

    private bool IsChat => _path is TurnPath.Oversight or TurnPath.StreamedOversight;

    public CheckpointedThread Thread(string id) => _services.GetRequiredService<CheckpointedThreads>().Get(id);

    public Task<AgentTurn> InvokeAsync(string threadId, params IReadOnlyList<ChatMessageContent> messages) => IsChat && messages.Count == 0
        ? Thread(threadId).InvokeAsync(Kernel, messages, new PromptExecutionSettings { ServiceId = Beside, FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() })
        : IsChat
        ? ChatAsync(threadId, [.. messages.Select(m => m.ToThreadMessage())])
        : IsStreamed
        ? LastAsync(Thread(threadId).InvokeStreamingAsync(Kernel, messages))
        : Thread(threadId).InvokeAsync(Kernel, messages);

    public Task<AgentTurn> ResumeAsync(string threadId) => IsChat
        ? ChatAsync(threadId, [])
        : IsStreamed
        ? LastAsync(Thread(threadId).ResumeStreamingAsync(Kernel))
        : Thread(threadId).ResumeAsync(Kernel);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>A turn of the chat client, as Semantic Kernel would have it.</summary>
    private async Task<AgentTurn> ChatAsync(string threadId, IReadOnlyList<ChatMessage> messages)
    {
        var client = _services.GetRequiredService<IChatClient>();
        var options = new ChatOptions { ConversationId = threadId, Tools = [.. Kernel.Plugins.SelectMany(p => p)] };
        var response = IsStreamed
            ? await client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync()
            : await client.GetResponseAsync(messages, options);
        List<Review> reviews = [];
        foreach (var request in response.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>())
        {
            reviews.Add(await Desk.GetAsync(request.RequestId));
        }

        return new AgentTurn
        {
            ThreadId = threadId,
            Status = reviews.Count > 0 ? AgentTurnStatus.AwaitingReview : AgentTurnStatus.Completed,
            Reviews = reviews,
            Message = reviews.Count > 0 ? null : response.Messages[^1].ToChatMessageContent(),
        };
    }

    private static async Task<AgentTurn> LastAsync(IAsyncEnumerable<AgentTurnUpdate> updates)
    {
        AgentTurn? turn = null;
        var text = "";
        await foreach (var update in updates)
        {
            Assert.Null(turn);
            turn = update.Turn;
            text += update.Content?.Content;
        }

        Assert.NotNull(turn);
        if (text.Length > 0)
        {
            Assert.EndsWith(turn.Message?.Content ?? "", text, StringComparison.Ordinal);
        }

        return turn;
    }
}
