using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Scoring;

/// <summary>Calls to score.</summary>
internal static class Some
{
    public static ToolCall Call(string function, string arguments = "{}", string? plugin = null, OversightDeclaration? declaration = null) => new()
    {
        ThreadId = "t",
        CallId = "c",
        Tool = new ToolDefinition
        {
            Name = plugin is null ? function : $"{plugin}-{function}",
            PluginName = plugin,
            FunctionName = function,
            Declaration = declaration,
        },
        Arguments = JsonElement.Parse(arguments),
        Digest = "",
    };
}
