using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>The names of tools: <c>Plugin-Function</c> in stored messages, plugin and function in Semantic Kernel.</summary>
public static class ToolNames
{
    /// <summary>Stands between plugin and function in a tool's full name.</summary>
    public const char Separator = '-';

    /// <summary>Puts a tool's full name together.</summary>
    /// <param name="pluginName">The plugin's name; <see langword="null"/> or empty when the tool is not part of one.</param>
    /// <param name="functionName">The function's name.</param>
    /// <returns><c>Plugin-Function</c>, or the function's name when there is no plugin.</returns>
    public static string Combine(string? pluginName, string functionName)
    {
        ArgumentNullException.ThrowIfNull(functionName);
        return string.IsNullOrEmpty(pluginName) ? functionName : $"{pluginName}{Separator}{functionName}";
    }

    /// <summary>
    /// Takes the name of a call's tool apart: exactly as it was put together when the call was stored by this library,
    /// and at the first <see cref="Separator"/>, as Semantic Kernel does, otherwise.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <returns>The plugin's name, <see langword="null"/> when there is none, and the function's name.</returns>
    public static (string? PluginName, string FunctionName) Split(FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        string? plugin = StoredErrors.Find(call, MessageProperties.Plugin);
        string? function = StoredErrors.Find(call, MessageProperties.Function);

        // The name is what the model called; properties that say something else do not count.
        if (function is not null && Combine(plugin, function) == call.Name)
        {
            return (plugin, function);
        }

        int separator = call.Name.IndexOf(Separator, StringComparison.Ordinal);
        return separator > 0 && separator < call.Name.Length - 1
            ? (call.Name[..separator], call.Name[(separator + 1)..])
            : (null, call.Name);
    }
}
