namespace Hitl.SemanticKernel;

/// <summary>Reads the names that statements are about.</summary>
internal static class SqlNames
{
    private static readonly WordSet Trailing = new("cascade restrict purge force continue restart identity concurrently");

    /// <summary>The token after what may stand between a keyword and the names: IF EXISTS, CONCURRENTLY, ONLY.</summary>
    public static int SkipIf(SqlText sql, int at) => sql.Is(at, "concurrently") || sql.Is(at, "only") ? SkipIf(sql, at + 1)
        : !sql.Is(at, "if") ? at
        : sql.Is(at + 1, "not") ? at + 3
        : at + 2;

    /// <summary>Whether names are all that follows, and what may trail them.</summary>
    public static bool EndStatement(SqlText sql, int at)
    {
        var after = sql.AfterName(at);
        if (after == at)
        {
            return false;
        }

        while (sql.IsSign(after, ","))
        {
            after = sql.AfterName(after + 1);
        }

        if (sql.Is(after, "on"))
        {
            after = sql.AfterName(after + 1);
        }

        while (sql.IsAny(after, Trailing))
        {
            after++;
        }

        return after >= sql.Count || sql.IsSign(after, "(");
    }
}
