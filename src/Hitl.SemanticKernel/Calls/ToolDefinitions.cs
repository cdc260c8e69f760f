using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Makes the definitions of tools from functions.</summary>
internal static class ToolDefinitions
{
    private static readonly ConditionalWeakTable<AIFunction, ToolDefinition> Cache = [];

    /// <summary>The definition of a kernel function; the same instance each time.</summary>
    public static ToolDefinition From(KernelFunction function) => From((AIFunction)function);

    /// <summary>The definition of a function; the same instance each time.</summary>
    public static ToolDefinition From(AIFunction function) => Cache.GetValue(function, static f => Create(f));

    /// <summary>The definition of a tool without a body.</summary>
    public static ToolDefinition From(AIFunctionDeclaration tool) => new()
    {
        Name = tool.Name,
        FunctionName = tool.Name,
        Description = string.IsNullOrWhiteSpace(tool.Description) ? null : tool.Description,
        ArgumentsSchema = tool.JsonSchema,
        ResultSchema = tool.ReturnJsonSchema,
        Hints = ToolHintsReader.Of(tool, tool),
    };

    private static ToolDefinition Create(AIFunction function)
    {
        // AIFunction.Name of a kernel function is Plugin_Function, which does not tell where the plugin's name ends.
        var inner = WrappedFunctions.Innermost(function);
        var metadata = function.GetService<KernelFunction>()?.Metadata;
        var name = metadata?.Name ?? function.Name;
        var plugin = string.IsNullOrEmpty(metadata?.PluginName) ? null : metadata.PluginName;
        return new ToolDefinition
        {
            Name = plugin is null ? name : $"{plugin}-{name}",
            PluginName = plugin,
            FunctionName = name,
            Description = string.IsNullOrWhiteSpace(function.Description) ? null : function.Description,
            ArgumentsSchema = function.JsonSchema,
            ResultSchema = ResultSchemaOf(function),
            ReturnsNothing = IsNothing(metadata?.ReturnParameter.ParameterType),
            Human = (inner as HumanFunction)?.Options,
            AlwaysAsks = (function.GetService<ApprovalRequiredAIFunction>() ?? inner.GetService<ApprovalRequiredAIFunction>()) is not null,
            Declaration = OversightDeclarations.Of(inner),
            Hints = ToolHintsReader.Of(function, inner),
            IsDescribedInCode = IsDescribedInCode(inner, function.Description),
        };
    }

    /// <summary>A method alone does not tell: functions made from an OpenAPI document run a method of Semantic Kernel.</summary>
    private static bool IsDescribedInCode(AIFunction function, string description) =>
        !string.IsNullOrWhiteSpace(description)
        && function.UnderlyingMethod?.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description == description;

    private static JsonElement? ResultSchemaOf(AIFunction function)
    {
        if (function.GetService<KernelFunction>() is not { } kernelFunction)
        {
            return function.ReturnJsonSchema;
        }

        var result = kernelFunction.Metadata.ReturnParameter;
        return result.ParameterType is { } type && type != typeof(object) && type != typeof(string) && type != typeof(JsonElement) && !typeof(JsonNode).IsAssignableFrom(type)
            ? null
            : result.Schema?.RootElement;
    }

    private static bool IsNothing(Type? type) => type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask);
}
