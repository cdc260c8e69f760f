namespace Hitl.SemanticKernel;

/// <summary>One text inside the arguments of a call.</summary>
internal readonly ref struct ContentText
{
    /// <summary>The text, with look-alike characters folded to ASCII.</summary>
    public required ReadOnlySpan<char> Value { get; init; }

    /// <summary>The name of the property that holds it, or that holds the array it is in.</summary>
    public required string Argument { get; init; }

    /// <summary>What the names of that property and of the ones around it say of the text.</summary>
    public required ArgumentRoles Roles { get; init; }

    /// <summary>The tool that gets it.</summary>
    public required ToolTraits Tool { get; init; }
}
