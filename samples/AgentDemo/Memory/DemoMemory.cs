using AgentDemo.Cli;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel.ChatCompletion;
using OllamaSharp;

namespace AgentDemo.Memory;

/// <summary>What the agent remembers of its one customer, beyond a conversation.</summary>
internal sealed class DemoMemory(AgentMemory memory)
{
    private const int MostShown = 100;

    public static readonly MemoryScope Scope = new("agentdemo", "customer");

    public static void Add(IServiceCollection services, Invocation line)
    {
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>, HashingEmbeddings>();
        services.AddKeyedSingleton<IChatClient>(MemoryServiceCollectionExtensions.ModelKey, (provider, _) =>
            line.Has("--endpoint") ? provider.GetRequiredService<IChatCompletionService>().AsChatClient()
            : line.Get("--ollama") is { } ollama ? new OllamaApiClient(Models.Ollama(ollama), line.Get("--model")!)
            : new ScriptedMemoryModel());
        services.AddMemory();
        services.AddSingleton<DemoMemory>();
    }

    /// <summary>Remembers what was said in a conversation. There is no host here that would do it later.</summary>
    public async Task LearnAsync(string threadId, CancellationToken cancellationToken)
    {
        await memory.Thread(threadId, Scope).NoticeAsync(cancellationToken);
        await memory.FlushAsync(Scope, threadId, cancellationToken);
    }

    public async Task<IReadOnlyList<MemoryRecord>> ListAsync(CancellationToken cancellationToken)
    {
        MemoryPage page = await memory.LongTerm.SearchAsync(Scope, new MemorySearch { Limit = MostShown, RecordAccess = false }, cancellationToken);
        return [.. page.Results.Select(result => result.Memory)];
    }

    public async Task<bool> ForgetAsync(string id, CancellationToken cancellationToken) =>
        await memory.LongTerm.DeleteAsync(Scope, [id], cancellationToken) > 0;
}
