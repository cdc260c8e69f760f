namespace Hitl.SemanticKernel;

/// <summary>How many things one call may name.</summary>
public sealed class CountLimit
{
    /// <summary>The plugin's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Plugin { get; set; }

    /// <summary>The function's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Function { get; set; }

    /// <summary>The argument, at any depth: an array, or a text whose items are separated by commas, semicolons or new lines. Default <see langword="null"/>: every array, and no text.</summary>
    public string? Argument { get; set; }

    /// <summary>The largest number of items that is no risk. Default 0.</summary>
    public int Limit { get; set; }
}
