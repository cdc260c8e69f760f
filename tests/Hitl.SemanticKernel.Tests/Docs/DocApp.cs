using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>One process of a snippet: services of its own on the embedded server, with a model that follows a script.</summary>
internal sealed class DocApp : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private DocApp(ServiceProvider services) => _services = services;

    public CheckpointedThreads Threads => _services.GetRequiredService<CheckpointedThreads>();

    public ReviewDesk Desk => _services.GetRequiredService<ReviewDesk>();

    public Kernel Kernel => _services.GetRequiredService<Kernel>();

    public T Get<T>()
        where T : notnull =>
        _services.GetRequiredService<T>();

    /// <summary>Starts a process that shares its store with others of the same prefix.</summary>
    public static DocApp Start(TestServer server, string prefix, Action<IKernelBuilderPlugins> plugins, IChatClient? model = null, Action<IServiceCollection>? configure = null, Action<HitlOptions>? options = null)
    {
        var services = new ServiceCollection();
        services.AddHitl(options).AddRedis(server.Connection, o => o.KeyPrefix = prefix);
        services.AddSingleton((model ?? Refunding()).AsBuilder().UseKernelFunctionInvocation().Build());
        plugins(services.AddKernel().AddOversight().Plugins);
        configure?.Invoke(services);
        return new DocApp(services.BuildServiceProvider());
    }

    /// <summary>A model that asks for the calls once, and answers when it has their results.</summary>
    public static ScriptedClient Model(params (string Tool, object Arguments)[] calls) => new(messages =>
        messages[^1].Role == ChatRole.Tool
            ? new ChatMessage(ChatRole.Assistant, "Done: " + string.Join("; ", messages.Reverse().TakeWhile(m => m.Role == ChatRole.Tool).SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>().Select(r => r.Result).Reverse()))
            : new ChatMessage(ChatRole.Assistant, [.. calls.Select((c, i) => Call($"c{messages.Count}.{i}", c.Tool, c.Arguments))]));

    public static ScriptedClient Refunding() => Model(("Orders_Refund", new { orderId = "1042", amount = 12.50m }));

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static Microsoft.Extensions.AI.FunctionCallContent Call(string id, string tool, object arguments) =>
        new(id, tool, arguments.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(arguments)));
}
