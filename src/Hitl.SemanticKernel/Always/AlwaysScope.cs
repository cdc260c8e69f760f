namespace Hitl.SemanticKernel;

/// <summary>For which further calls an approval also holds: calls of the same tool for which everything that is set holds.</summary>
/// <remarks>
/// Whatever the scope, it covers no call with a flag of <see cref="PolicyOptions.NeverAlways"/>, none that the policy wants decided by several people or
/// by a group that the reviewer is not in, none that is made for the reviewer, and none that could not be judged completely.
/// </remarks>
public sealed record AlwaysScope
{
    /// <summary>Regular expressions by argument, each for the whole value; values that are not strings are matched as JSON. Case is ignored.</summary>
    /// <value>Default: none, and arguments may be anything.</value>
    public IDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether only calls of the same thread are meant.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool ThisThread { get; init; }

    /// <summary>Until when, by the server's clock. Default <see langword="null"/>: without end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many calls, the approved one aside. Default <see langword="null"/>: any number.</summary>
    /// <value>1 or more.</value>
    public int? Times { get; init; }
}
