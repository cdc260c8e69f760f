using AgentDemo.Agent;
using AgentDemo.Cli;
using AgentDemo.Memory;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using OllamaSharp;

namespace AgentDemo;

/// <summary>Chooses the model: the scripted one, an OpenAI-compatible endpoint or Ollama.</summary>
internal static class Models
{
    private const string DefaultOllama = "http://localhost:11434";

    public static void Add(IServiceCollection services, Invocation line)
    {
        if (line.Get("--endpoint") is { } endpoint)
        {
            // Local endpoints want no key but the client wants one.
            string? key = Environment.GetEnvironmentVariable("OPENAI_API_KEY");
            services.AddOpenAIChatCompletion(
                line.Get("--model")!,
                Address("--endpoint", endpoint),
                string.IsNullOrWhiteSpace(key) ? "none" : key);

            // No chat client that could be given what is remembered: the model searches memory itself.
            services.AddSingleton(provider => new KernelPluginCollection().AddMemory(provider.GetRequiredService<AgentMemory>(), DemoMemory.Scope));
        }
        else if (line.Get("--ollama") is { } ollama)
        {
            Uri address = Ollama(ollama);
            services.AddSingleton(provider => WithFunctions(new OllamaApiClient(address, line.Get("--model")!), provider));
        }
        else
        {
            services.AddSingleton(provider => WithFunctions(new ScriptedChatClient(), provider));
        }
    }

    public static Uri Ollama(string option) => Address("--ollama", option.Length == 0 ? DefaultOllama : option);

    // What is remembered goes into each request, and not into the stored conversation.
    private static IChatClient WithFunctions(IChatClient client, IServiceProvider provider) => client.AsBuilder()
        .UseKernelFunctionInvocation()
        .UseMemory(configure: options =>
        {
            options.Search = new MemorySearch { Limit = 5, DistanceThreshold = 0.85 };
            options.Context = _ => new MemoryContext(DemoMemory.Scope);
        })
        .Build(provider);

    private static Uri Address(string option, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException($"{option} is not an http address: {text}");
}
