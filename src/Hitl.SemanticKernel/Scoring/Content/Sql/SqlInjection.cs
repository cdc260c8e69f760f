using System.Runtime.InteropServices;

namespace Hitl.SemanticKernel;

/// <summary>Recognises values that break out of the SQL they are put into: <c>' OR '1'='1</c>, <c>1 UNION SELECT ...</c>, <c>admin'--</c>.</summary>
internal static class SqlInjection
{
    private const int MaxLength = 600;
    private const int MaxTokens = 80;

    /// <summary>Whether a text is such a value.</summary>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        var quote = text.IndexOfAny('\'', '"');
        if (quote >= 0 && Breaks(text[(quote + 1)..], text[quote]))
        {
            return true;
        }

        var trimmed = text.TrimStart();
        return !trimmed.IsEmpty && (char.IsAsciiDigit(trimmed[0]) || trimmed[0] == '-') && Breaks(trimmed.TrimStart("-0123456789."), '\0');
    }

    /// <summary>Whether a text is a condition that limits nothing.</summary>
    public static bool AlwaysHolds(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength || text.IndexOfAny("=<>") < 0)
        {
            return false;
        }

        var tokens = SqlLexer.Read(text, SqlDialect.Sqlite, MaxTokens, out _);
        return SqlCondition.Of(new SqlText(text, CollectionsMarshal.AsSpan(tokens))) == SqlTruth.Always;
    }

    private static bool Breaks(ReadOnlySpan<char> tail, char quote)
    {
        tail = tail.TrimStart(" \t\n\r)+");
        if (quote != '\0' && (tail.StartsWith("--", StringComparison.Ordinal) || tail.StartsWith("/*", StringComparison.Ordinal) || tail.StartsWith(";--", StringComparison.Ordinal)))
        {
            return tail.Trim(" -/*;+#").IsEmpty;
        }

        var isUnion = tail.StartsWith("union", StringComparison.OrdinalIgnoreCase);
        if (!isUnion && !tail.StartsWith("or", StringComparison.OrdinalIgnoreCase) && !tail.StartsWith("and", StringComparison.OrdinalIgnoreCase) && !tail.StartsWith("||", StringComparison.Ordinal))
        {
            return false;
        }

        // What the value leaves open is closed by what it is put into.
        var closed = $"{tail[..Math.Min(tail.Length, MaxLength)]}{(quote == '\0' ? ' ' : quote)}";
        foreach (var dialect in SqlDialect.All)
        {
            var tokens = SqlLexer.Read(closed, dialect, MaxTokens, out _);
            var sql = new SqlText(closed, CollectionsMarshal.AsSpan(tokens));
            if (isUnion ? sql.Is(0, "union") && (sql.Is(1, "select") || sql.Is(2, "select")) : Joins(sql) && Compares(sql) && SqlCondition.Of(sql.Slice(1, sql.Count)) == SqlTruth.Always)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Joins(SqlText sql) => sql.Is(0, "or") || sql.Is(0, "and") || sql.IsSign(0, "||");

    private static bool Compares(SqlText sql)
    {
        for (var i = 1; i < sql.Count; i++)
        {
            if ((sql.Kind(i) == SqlTokenKind.Sign && SqlOperators.Sign(sql[i]) is not null) || sql.Is(i, "like") || (sql.Kind(i) == SqlTokenKind.Word && sql.IsSign(i + 1, "(")))
            {
                return true;
            }
        }

        return false;
    }
}
