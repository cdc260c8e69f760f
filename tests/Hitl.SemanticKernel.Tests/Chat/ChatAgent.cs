using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>An app with a chat client under oversight. Every step is taken by a service provider of its own, as after a restart.</summary>
internal sealed class ChatAgent
{
    private readonly TestServer _server;

    public ChatAgent(TestServer server, IChatClient model, params IEnumerable<AITool> tools)
    {
        _server = server;
        Prefix = server.NewPrefix();
        Inner = model;
        Tools = [.. tools];
    }

    public string Prefix { get; set; }

    public IChatClient Inner { get; set; }

    public List<AITool> Tools { get; set; }

    public string? ThreadId { get; set; } = "order 1042";

    public bool Streaming { get; set; }

    public Action<HitlOptions> Options { get; set; } = _ => { };

    public Action<OversightChatClient> Client { get; set; } = _ => { };

    public Action<ChatOptions> Chat { get; set; } = _ => { };

    public List<ChatResponseUpdate> Updates { get; } = [];

    public ServiceProvider Provider()
    {
        var services = new ServiceCollection();
        services.AddHitl(o => Options(o)).AddRedis(_server.Connection, o => o.KeyPrefix = Prefix);
        services.AddSingleton(p => Inner.AsBuilder().UseOversight(Client).Build(p));
        return services.BuildServiceProvider();
    }

    public Task<ChatResponse> SayAsync(string text) => SendAsync([new ChatMessage(ChatRole.User, text)]);

    public Task<ChatResponse> ResumeAsync() => SendAsync([]);

    /// <summary>Sends approval responses to requests.</summary>
    public Task<ChatResponse> DecideAsync(bool approved, params IEnumerable<ToolApprovalRequestContent> requests) =>
        SendAsync([Responses(approved, requests)]);

    public async Task<ChatResponse> SendAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken = default)
    {
        await using var services = Provider();
        return await SendAsync(services.GetRequiredService<IChatClient>(), messages, cancellationToken);
    }

    public async Task<ChatResponse> SendAsync(IChatClient client, IEnumerable<ChatMessage> messages, CancellationToken cancellationToken = default)
    {
        var options = new ChatOptions { Tools = [.. Tools], ConversationId = ThreadId };
        Chat(options);
        if (!Streaming)
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }

        Updates.Clear();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            Updates.Add(update);
        }

        var response = Updates.ToChatResponse();
        response.AdditionalProperties = Updates.LastOrDefault(u => u.AdditionalProperties is not null)?.AdditionalProperties;
        return response;
    }

    public async Task<T> OnAsync<T>(Func<IServiceProvider, Task<T>> step)
    {
        await using var services = Provider();
        return await step(services);
    }

    public Task<ThreadHistory> HistoryAsync() => OnAsync(s => s.GetRequiredService<CheckpointedThreads>().Get(ThreadId!).GetHistoryAsync());

    /// <summary>Decides at the desk.</summary>
    public Task DecideAsync(string reviewId, Func<ReviewDesk, Review, Task> decide) => OnAsync(async s =>
    {
        var desk = s.GetRequiredService<ReviewDesk>();
        await decide(desk, await desk.GetAsync(reviewId));
        return true;
    });

    public Task ApproveAsync(ChatResponse response) => OnAsync(async s =>
    {
        var desk = s.GetRequiredService<ReviewDesk>();
        foreach (var request in Requests(response))
        {
            await desk.ApproveAsync(await desk.GetAsync(request.RequestId), new Reviewer("ana"));
        }

        return true;
    });

    public static IReadOnlyList<ToolApprovalRequestContent> Requests(ChatResponse response) =>
        [.. response.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>()];

    public static ChatMessage Responses(bool approved, params IEnumerable<ToolApprovalRequestContent> requests) =>
        new(ChatRole.User, [.. requests.Select(r => Response(r, approved))]);

    public static ToolApprovalResponseContent Response(ToolApprovalRequestContent request, bool approved, string? reason = null, string reviewer = "ana")
    {
        var response = request.CreateResponse(approved, reason);
        response.AdditionalProperties = new AdditionalPropertiesDictionary { [OversightProperties.Reviewer] = reviewer };
        return response;
    }

    public static IReadOnlyList<(string Id, string? Text)> Results(ChatResponse response) => Results(response.Messages);

    public static IReadOnlyList<(string Id, string? Text)> Results(IEnumerable<ChatMessage> messages) =>
        [.. messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => (r.CallId, r.Result?.ToString()))];

    /// <summary>A model that makes these calls, all at once, and says "Done." when it has their results.</summary>
    public static ScriptedClient Model(params (string Id, string Tool, string Arguments)[] calls) =>
        new(messages => messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.CallId).Intersect(calls.Select(c => c.Id)).Any()
            ? new ChatMessage(ChatRole.Assistant, "Done.")
            : new ChatMessage(ChatRole.Assistant, [new TextContent("Let me see."), .. calls.Select(c => Call(c.Id, c.Tool, c.Arguments))]));

    public static FunctionCallContent Call(string id, string tool, string arguments) =>
        new(id, tool, System.Text.Json.JsonElement.Parse(arguments).EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value));
}
