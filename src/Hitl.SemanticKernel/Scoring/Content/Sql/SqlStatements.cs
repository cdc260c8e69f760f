namespace Hitl.SemanticKernel;

/// <summary>Finds the parts of statements.</summary>
internal static class SqlStatements
{
    private static readonly WordSet AfterCondition = new("order limit returning group having union except intersect option fetch offset window when");

    /// <summary>Whether an UPDATE sets something: there is a SET where it belongs.</summary>
    public static bool Sets(SqlText sql, int at)
    {
        var depth = 0;
        for (var i = at; i < Math.Min(sql.Count, at + 200) && depth >= 0 && !sql.IsSign(i, ";"); i++)
        {
            depth += sql.IsSign(i, "(") ? 1 : sql.IsSign(i, ")") ? -1 : 0;
            if (depth == 0 && sql.Is(i, "set"))
            {
                return i > at;
            }
        }

        return false;
    }

    /// <summary>The condition of a statement; <see langword="null"/> when it has none of its own.</summary>
    public static Part? Condition(SqlText sql, int at)
    {
        var depth = 0;
        int? from = null;
        var i = at;
        for (; i < sql.Count && !(depth == 0 && (sql.IsSign(i, ";") || sql.IsSign(i, ")"))); i++)
        {
            depth += sql.IsSign(i, "(") ? 1 : sql.IsSign(i, ")") ? -1 : 0;
            if (depth == 0 && from is null && sql.Is(i, "where"))
            {
                from = i + 1;
            }
            else if (depth == 0 && from is not null && (sql.IsAny(i, AfterCondition) || sql.Is(i, "where")))
            {
                break;
            }
        }

        return from is { } first ? new Part(first, i) : null;
    }

    /// <summary>Whether an INTO belongs to a SELECT.</summary>
    public static bool InSelect(SqlText sql, int at)
    {
        var depth = 0;
        for (var i = at - 1; i >= 0 && !sql.IsSign(i, ";"); i--)
        {
            depth += sql.IsSign(i, ")") ? 1 : sql.IsSign(i, "(") ? -1 : 0;
            if (depth < 0 || (depth == 0 && sql.Is(i, "fetch")))
            {
                return false;
            }

            if (depth == 0 && sql.Is(i, "select"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a keyword stands among the next tokens of a statement.</summary>
    public static bool Has(SqlText sql, int at, int within, string word)
    {
        for (var i = at; i < Math.Min(sql.Count, at + within) && !sql.IsSign(i, ";"); i++)
        {
            if (sql.Is(i, word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a sign stands among the next tokens of a statement.</summary>
    public static bool HasSign(SqlText sql, int at, int within, string sign)
    {
        for (var i = at; i < Math.Min(sql.Count, at + within) && !sql.IsSign(i, ";"); i++)
        {
            if (sql.IsSign(i, sign))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Some tokens of a text.</summary>
    /// <param name="From">The first one.</param>
    /// <param name="To">The one after the last.</param>
    internal readonly record struct Part(int From, int To)
    {
        /// <summary>The tokens.</summary>
        public SqlText In(SqlText sql) => sql.Slice(From, To);
    }
}
