namespace Hitl.SemanticKernel;

/// <summary>A person has taken a review up, and nobody else can decide it for a while.</summary>
/// <param name="ReviewerId">Who.</param>
/// <param name="Name">The name to show; <see langword="null"/> shows the id.</param>
/// <param name="Until">Until when, by the server's clock. After that the review is back in the queue.</param>
public sealed record ReviewClaim(string ReviewerId, string? Name, DateTimeOffset Until)
{
    /// <summary>What the one who claimed has in hand; empty where the claim was only read.</summary>
    internal string Token { get; init; } = string.Empty;
}
