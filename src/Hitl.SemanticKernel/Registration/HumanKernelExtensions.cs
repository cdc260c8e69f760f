using Hitl.SemanticKernel;

namespace Microsoft.SemanticKernel;

/// <summary>Gives models people to ask.</summary>
public static class HumanKernelExtensions
{
    /// <summary>
    /// Adds a plugin with which the model asks people a question, free or with choices. The thread pauses until somebody answers at the
    /// <see cref="ReviewDesk"/>, and the answer is what the model gets.
    /// </summary>
    /// <param name="plugins">The plugins of a kernel.</param>
    /// <param name="configure">Whom the model can ask, and until when.</param>
    /// <returns>The plugin.</returns>
    /// <exception cref="ArgumentException">The options are not valid; the message says what to do.</exception>
    public static KernelPlugin AddHuman(this ICollection<KernelPlugin> plugins, Action<HumanOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        var plugin = Create(configure);
        plugins.Add(plugin);
        return plugin;
    }

    /// <summary>Like <see cref="AddHuman(ICollection{KernelPlugin}, Action{HumanOptions}?)"/>, for a kernel that is being built.</summary>
    /// <param name="plugins">The plugins of the builder.</param>
    /// <param name="configure">Whom the model can ask, and until when.</param>
    /// <returns>The same plugins.</returns>
    /// <exception cref="ArgumentException">The options are not valid; the message says what to do.</exception>
    public static IKernelBuilderPlugins AddHuman(this IKernelBuilderPlugins plugins, Action<HumanOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        return plugins.Add(Create(configure));
    }

    private static KernelPlugin Create(Action<HumanOptions>? configure)
    {
        var options = HumanTools.Options(configure);
        return KernelPluginFactory.CreateFromFunctions(options.PluginName, [new HumanFunction(options, HumanTools.Ask).AsKernelFunction()]);
    }
}
