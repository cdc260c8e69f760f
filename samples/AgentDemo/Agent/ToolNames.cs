using Microsoft.Extensions.AI;

namespace AgentDemo.Agent;

/// <summary>Compares tool names: adapters join plugin and function by a hyphen, an underscore or a dot.</summary>
internal static class ToolNames
{
    public static bool Same(string tool, string wireName) => Normalized(wireName).EndsWith(Normalized(tool), StringComparison.Ordinal);

    /// <summary>The name under which a tool is offered; <see langword="null"/> when it is not.</summary>
    public static string? Offered(string tool, ChatOptions? options) =>
        options?.Tools?.FirstOrDefault(offered => Same(tool, offered.Name))?.Name;

    private static string Normalized(string name) => name.Replace('_', '-').Replace('.', '-').ToUpperInvariant();
}
