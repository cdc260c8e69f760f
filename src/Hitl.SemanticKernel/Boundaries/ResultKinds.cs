namespace Hitl.SemanticKernel;

/// <summary>What can be wrong with a result.</summary>
public static class ResultKinds
{
    /// <summary>The tool threw.</summary>
    public const string Failed = "failed";

    /// <summary>There is nothing in it: no text, no items, or words such as "no results".</summary>
    public const string Empty = "empty";

    /// <summary>It does not fit the schema that the tool declares for its results.</summary>
    public const string Schema = "schema";

    /// <summary>It was cut off.</summary>
    public const string Truncated = "truncated";

    /// <summary>It has more characters than <see cref="BoundaryOptions.MaxCharacters"/>.</summary>
    public const string Oversized = "oversized";

    /// <summary>A database refused the statement.</summary>
    public const string Sql = "sql";

    /// <summary>The tool returned, and what it returned reports an error.</summary>
    public const string Error = "error";

    /// <summary>A check of the app failed or took too long. The result is held, whatever is configured.</summary>
    public const string Check = "check";

    internal static readonly IReadOnlyList<string> Configurable = [Failed, Empty, Schema, Truncated, Oversized, Sql, Error];

    /// <summary>Whether a text can name a kind: 1 to 40 small letters, digits, dots and hyphens.</summary>
    internal static bool IsName(string? kind) =>
        kind is { Length: >= 1 and <= 40 } && kind.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');
}
