namespace Hitl.SemanticKernel;

/// <summary>What the policy knows beside the call, its risk and its trust.</summary>
public sealed record PolicyContext
{
    /// <summary>Nothing in particular.</summary>
    public static PolicyContext None { get; } = new();

    /// <summary>The bound that the call would go beyond, in words; <see langword="null"/> when it keeps within all of them, or none was asked yet.</summary>
    public string? Exceeded { get; init; }
}
