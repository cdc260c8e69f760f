namespace Hitl.SemanticKernel;

/// <summary>Which reviews are meant: those for which everything that is set holds.</summary>
public sealed record ReviewQuery
{
    /// <summary>The full name of the tool, <c>Plugin-Function</c>. Default: any.</summary>
    public string? Tool { get; init; }

    /// <summary>The thread. Default: any.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The user for whom the agent acts. Default: any, and none.</summary>
    public string? UserId { get; init; }

    /// <summary>A group whose members are asked now. Default: any, and none.</summary>
    public string? Group { get; init; }

    /// <summary>Flags that the call must have, all of them. Default: whatever its flags are.</summary>
    public RiskFlags Flags { get; init; }

    /// <summary>For how long the review must have been open at least. Default: any time.</summary>
    public TimeSpan? MinAge { get; init; }

    /// <summary>For how long the review must have been open at most. Default: any time.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>A person who is asked: as anybody, as a member of a group, or by id. Default: whoever is asked.</summary>
    public Reviewer? For { get; init; }

    /// <summary>Whether a review that was read is meant, whatever its age.</summary>
    internal bool Fits(Review review) =>
        (Tool is null || Tool == review.Tool)
        && (ThreadId is null || ThreadId == review.ThreadId)
        && (UserId is null || UserId == review.UserId)
        && (review.Risk.Flags & Flags) == Flags
        && (Group is null || review.ReviewerGroups.Contains(Group, StringComparer.Ordinal))
        && (For is null || (review.ReviewerGroups.Count == 0 && review.People.Count == 0) || For.Groups.Intersect(review.ReviewerGroups, StringComparer.Ordinal).Any() || review.People.Contains(For.Id, StringComparer.Ordinal));

    internal IReadOnlyList<string> Facets()
    {
        List<string> facets = [];
        Add(ThreadId, ReviewFacets.Thread);
        Add(UserId, ReviewFacets.User);
        Add(Tool, ReviewFacets.Tool);
        Add(Group, ReviewFacets.Group);
        facets.AddRange(ReviewFacets.Flags(Flags));
        return facets;

        void Add(string? value, Func<string, string> facet)
        {
            if (value is not null)
            {
                facets.Add(facet(value));
            }
        }
    }
}
