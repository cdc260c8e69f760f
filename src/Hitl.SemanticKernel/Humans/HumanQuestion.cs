namespace Hitl.SemanticKernel;

/// <summary>A question of the model to people.</summary>
public sealed record HumanQuestion
{
    /// <summary>What is asked. It comes from a model: escape it where it is shown.</summary>
    public required string Text { get; init; }

    /// <summary>The answers to choose from; empty when any answer will do.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whom the model asks, by the name that the app gave them; <see langword="null"/> for those who are asked when nobody is named.</summary>
    public string? To { get; init; }
}
