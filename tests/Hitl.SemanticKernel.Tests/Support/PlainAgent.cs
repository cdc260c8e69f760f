using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel.Tests.Support;

/// <summary>Semantic Kernel alone, with filters of an app and no oversight: what <see cref="Agent"/> is compared with.</summary>
internal sealed class PlainAgent : IAutoFunctionInvocationFilter, IAsyncDisposable
{
    private PlainAgent(OpenAIStub model) => Model = model;

    public OpenAIStub Model { get; }

    public ModelPath Path { get; init; }

    public bool Streaming { get; init; }

    public bool Concurrent { get; set; }

    public PromptExecutionSettings Settings { get; set; } = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

    public Action<Kernel> Tools { get; set; } = _ => { };

    /// <summary>The app's filter of calls of models.</summary>
    public Func<AutoFunctionInvocationContext, Func<AutoFunctionInvocationContext, Task>, Task> Filter { get; set; } = (context, next) => next(context);

    /// <summary>The conversation as Semantic Kernel left it.</summary>
    public ChatHistory History { get; } = [];

    public static async Task<PlainAgent> StartAsync(ModelPath path, bool streaming, params IEnumerable<StubReply> replies) =>
        new(await OpenAIStub.StartAsync(replies)) { Path = path, Streaming = streaming };

    public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next) => Filter(context, next);

    /// <summary>Takes a turn. What it says is at the end of <see cref="History"/> on the way through an <c>IChatClient</c> and not on the other.</summary>
    public async Task InvokeAsync(string message = "Please.", CancellationToken cancellationToken = default)
    {
        var client = Model.Client();
        var services = new ServiceCollection();
        services.AddOpenAIChatCompletion("stub", client);
        services.AddKernel();
        await using var provider = services.BuildServiceProvider();
        var kernel = provider.GetRequiredService<Kernel>();
        Tools(kernel);
        kernel.AutoFunctionInvocationFilters.Add(this);

        History.AddUserMessage(message);
        if (Path == ModelPath.ChatClient)
        {
            using var chat = client.GetChatClient("stub").AsIChatClient().AsBuilder().UseKernelFunctionInvocation().Build();
            chat.GetService<FunctionInvokingChatClient>()!.AllowConcurrentInvocation = Concurrent;
            await AskAsync(chat, kernel, cancellationToken);
        }
        else
        {
            await AskAsync(provider.GetRequiredService<IChatCompletionService>(), kernel, cancellationToken);
        }
    }

    /// <summary>The messages of tools that Semantic Kernel has in the conversation, by the ids of their calls.</summary>
    public IReadOnlyList<(string? Id, string? Text)> Results() =>
        [.. History.SelectMany(m => m.Items).OfType<Microsoft.SemanticKernel.FunctionResultContent>().Select(r => (r.CallId, r.Result?.ToString()))];

    public ValueTask DisposeAsync() => Model.DisposeAsync();

    private async Task AskAsync(IChatCompletionService service, Kernel kernel, CancellationToken cancellationToken)
    {
        if (!Streaming)
        {
            await service.GetChatMessageContentsAsync(History, Settings, kernel, cancellationToken);
            return;
        }

        await foreach (var _ in service.GetStreamingChatMessageContentsAsync(History, Settings, kernel, cancellationToken))
        {
            // What counts is the conversation in the end.
        }
    }

    private async Task AskAsync(IChatClient client, Kernel kernel, CancellationToken cancellationToken)
    {
        var options = Settings.ToChatOptions(kernel);
        List<ChatMessage> messages = [.. History.Select(m => m.ToChatMessage())];
        var response = Streaming
            ? await client.GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken)
            : await client.GetResponseAsync(messages, options, cancellationToken);
        History.AddRange(response.Messages.Select(m => m.ToChatMessageContent()));
    }
}
