namespace Hitl.SemanticKernel;

/// <summary>How a text is split into tokens: where the dialects of SQL disagree on what a quote or a comment hides.</summary>
/// <param name="BackslashEscapes">Whether a backslash escapes a quote in any string.</param>
/// <param name="Brackets">Whether <c>[x]</c> is a quoted name.</param>
/// <param name="DollarQuotes">Whether <c>$$x$$</c> is a string, and <c>E'x'</c> one with backslash escapes.</param>
/// <param name="NestedComments">Whether block comments nest.</param>
/// <param name="HashComments">Whether <c>#</c> begins a comment, <c>--</c> only does before white space, and <c>/*! x */</c> is code.</param>
internal sealed record SqlDialect(bool BackslashEscapes, bool Brackets, bool DollarQuotes, bool NestedComments, bool HashComments)
{
    /// <summary>SQL Server.</summary>
    public static SqlDialect TransactSql { get; } = new(false, true, false, true, false);

    /// <summary>PostgreSQL and its relatives.</summary>
    public static SqlDialect Postgres { get; } = new(false, false, true, true, false);

    /// <summary>MySQL and MariaDB.</summary>
    public static SqlDialect MySql { get; } = new(true, false, false, false, true);

    /// <summary>SQLite, and the standard.</summary>
    public static SqlDialect Sqlite { get; } = new(false, true, false, false, false);

    /// <summary>All of them.</summary>
    public static SqlDialect[] All { get; } = [TransactSql, Postgres, MySql, Sqlite];

    /// <summary>Whether the dialects may read a text differently.</summary>
    public static bool Differ(ReadOnlySpan<char> text) =>
        text.IndexOfAny("\\#$[") >= 0 || text.Contains("/*", StringComparison.Ordinal) || text.Contains("--", StringComparison.Ordinal);
}
