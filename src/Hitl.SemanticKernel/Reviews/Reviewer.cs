namespace Hitl.SemanticKernel;

/// <summary>The person who decides. The app authenticates people; this names the one it authenticated.</summary>
/// <param name="Id">The person's id, 1 to 256 characters.</param>
/// <param name="Name">The name to show, at most 256 characters; <see langword="null"/> shows the id.</param>
public sealed record Reviewer(string Id, string? Name = null)
{
    /// <summary>The groups that the person is in. Where the policy names groups, one of them must be among these.</summary>
    /// <value>At most 64, of 1 to 256 characters each; case counts. Default: none.</value>
    public IReadOnlyList<string> Groups { get; init; } = [];
}
