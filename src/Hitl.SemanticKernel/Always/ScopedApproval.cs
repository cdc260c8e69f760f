namespace Hitl.SemanticKernel;

/// <summary>An approval that holds for further calls, until it is revoked or used up.</summary>
public sealed record ScopedApproval
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The tool: <c>Plugin-Function</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>Regular expressions by argument; empty when arguments may be anything.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>The thread that is meant; <see langword="null"/> for all.</summary>
    public string? ThreadId { get; init; }

    /// <summary>Until when, by the server's clock; <see langword="null"/> without end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many calls; <see langword="null"/> for any number.</summary>
    public int? Times { get; init; }

    /// <summary>How many calls it has let through.</summary>
    public int Used { get; init; }

    /// <summary>Who approved.</summary>
    public required Reviewer Reviewer { get; init; }

    /// <summary>The review that was approved with it.</summary>
    public required string ReviewId { get; init; }

    /// <summary>What the reviewer said; <see langword="null"/> when nothing.</summary>
    public string? Comment { get; init; }
}
