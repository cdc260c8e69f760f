namespace Hitl.SemanticKernel;

/// <summary>The person who decides. The app authenticates people; this names the one it authenticated.</summary>
/// <param name="Id">The person's id, 1 to 256 characters.</param>
/// <param name="Name">The name to show, at most 256 characters; <see langword="null"/> shows the id.</param>
public sealed record Reviewer(string Id, string? Name = null)
{
    /// <summary>The groups that the person is in. Where the policy names groups, one of them must be among these.</summary>
    /// <value>At most 64, of 1 to 256 characters each; case counts. Default: none.</value>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Why this names nobody who can decide; <see langword="null"/> when it does.</summary>
    internal string? Problem =>
        string.IsNullOrWhiteSpace(Id) || Id.Length > 256 || Name?.Length > 256 ? "a reviewer has an id, and id and name have at most 256 characters"
        : HiddenText.IsIn(Id) || HiddenText.IsIn(Name) || Groups?.Any(HiddenText.IsIn) == true ? "a reviewer's id, name and groups hold no control characters"
        : Groups is not { Count: <= 64 } groups || groups.Any(g => g is not { Length: > 0 and <= 256 }) ? "a reviewer has at most 64 groups, of 1 to 256 characters each"
        : null;
}
