using Hitl.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>Memory in Semantic Kernel.</summary>
public static class MemoryKernelExtensions
{
    /// <summary>The name of the plugin: <c>memory</c>.</summary>
    public const string PluginName = "memory";

    /// <summary>Registers a filter that gives prompts of prompt functions what is remembered. The builder's services need <c>AddMemory()</c>.</summary>
    /// <param name="builder">The builder of the kernel.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same builder.</returns>
    public static IKernelBuilder AddMemoryRecall(this IKernelBuilder builder, Action<MemoryChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IPromptRenderFilter>(services => new MemoryPromptFilter(new(services.GetRequiredService<AgentMemory>), Options(configure)));
        return builder;
    }

    /// <summary>Gives a kernel that is built already the filter that gives prompts of prompt functions what is remembered.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same kernel.</returns>
    public static Kernel AddMemoryRecall(this Kernel kernel, AgentMemory memory, Action<MemoryChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(memory);
        kernel.PromptRenderFilters.Add(new MemoryPromptFilter(new(memory), Options(configure)));
        return kernel;
    }

    /// <summary>Says whose memory the prompts of a kernel go with; use one for each conversation.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="scope">Whose memory.</param>
    /// <param name="threadId">The thread: 1 to 512 characters. Default: none.</param>
    /// <returns>The same kernel.</returns>
    public static Kernel UseMemory(this Kernel kernel, MemoryScope scope, string? threadId = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        kernel.Data[MemoryContext.Key] = new MemoryContext(scope, threadId);
        return kernel;
    }

    /// <summary>Adds the tools with which a model searches and changes memory, as the plugin <see cref="PluginName"/>.</summary>
    /// <param name="plugins">The plugins.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="scope">Whose memory the tools are for. A model cannot choose another one.</param>
    /// <param name="threadId">The thread whose working memory the tools are for. Default: none, and there are no tools for it.</param>
    /// <returns>The plugin.</returns>
    public static KernelPlugin AddMemory(this ICollection<KernelPlugin> plugins, AgentMemory memory, MemoryScope scope, string? threadId = null)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        var plugin = KernelPluginFactory.CreateFromFunctions(PluginName, "Searches and changes what is remembered.", MemoryTools.Create(memory, scope, threadId).Select(tool => tool.AsKernelFunction()));
        plugins.Add(plugin);
        return plugin;
    }

    private static MemoryChatOptions Options(Action<MemoryChatOptions>? configure)
    {
        var options = new MemoryChatOptions();
        configure?.Invoke(options);
        return options;
    }
}
