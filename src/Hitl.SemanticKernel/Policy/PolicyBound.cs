namespace Hitl.SemanticKernel;

/// <summary>How much calls may do without a person; what goes beyond waits. The counts are kept in Redis.</summary>
/// <remarks>
/// A call counts from when it is let through, whether it succeeds or not. Windows follow each other on the server's clock: a window of one day is a calendar day in UTC.
/// A call that a person approves does not count. Counts are those of the calls that the rule is about (its conditions, those in code
/// aside) and of the bound's place, scope, window and argument: they stay when rules change places, and when a limit changes.
/// </remarks>
public sealed class PolicyBound
{
    /// <summary>Whose calls are counted together. Default <see cref="BoundScope.Thread"/>.</summary>
    public BoundScope Per { get; set; }

    /// <summary>For how long they are counted.</summary>
    /// <value>1 second to 366 days. Default 1 day.</value>
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many calls; <see langword="null"/> for any number.</summary>
    /// <value>1 or more. Default <see langword="null"/>.</value>
    public int? Calls { get; set; }

    /// <summary>The sum of the amounts; <see langword="null"/> for any.</summary>
    /// <value>More than 0, at most 1,000,000,000,000. Default <see langword="null"/>.</value>
    public decimal? Amount { get; set; }

    /// <summary>The argument that holds the amount, a JSON number counted to 6 decimals and rounded up; a call in which it is anything else, or is below 0, is beyond the bound. Needed with <see cref="Amount"/>.</summary>
    public string? Argument { get; set; }
}
