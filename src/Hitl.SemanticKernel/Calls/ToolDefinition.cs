using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>The tool that a call names: what is known of it without running it.</summary>
public sealed record ToolDefinition
{
    /// <summary>The full name that identifies the tool: <c>Plugin-Function</c>, or the function's name when it has no plugin.</summary>
    public required string Name { get; init; }

    /// <summary>The plugin's name; <see langword="null"/> when the tool is not part of a plugin.</summary>
    public string? PluginName { get; init; }

    /// <summary>The function's name inside its plugin.</summary>
    public required string FunctionName { get; init; }

    /// <summary>What the tool says it does; <see langword="null"/> when it says nothing.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON schema of the arguments; <see langword="null"/> when the tool is not known in this process.</summary>
    public JsonElement? ArgumentsSchema { get; init; }

    /// <summary>The JSON schema that the tool declares for its results; <see langword="null"/> when it declares none. A .NET type is no declaration: what it returns always fits.</summary>
    public JsonElement? ResultSchema { get; init; }

    /// <summary>Whether the tool never returns anything.</summary>
    internal bool ReturnsNothing { get; init; }

    /// <summary>Whom the tool asks, when it is one with which models ask people; <see langword="null"/> for all others.</summary>
    internal HumanOptions? Human { get; init; }

    /// <summary>What the tool's author declared with <see cref="OversightAttribute"/>; <see langword="null"/> when nothing.</summary>
    public OversightDeclaration? Declaration { get; init; }

    /// <summary>What the tool's server says of it; <see langword="null"/> when nothing.</summary>
    public ToolHints? Hints { get; init; }

    /// <summary>Whether <see cref="Description"/> stands on a method of this process and did not come with the tool from elsewhere. Default <see langword="false"/>.</summary>
    public bool IsDescribedInCode { get; init; }
}
