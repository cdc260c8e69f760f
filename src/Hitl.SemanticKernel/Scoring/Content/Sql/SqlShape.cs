namespace Hitl.SemanticKernel;

/// <summary>Tells statements of SQL from sentences: "delete from my list" has no shape of a statement.</summary>
internal static class SqlShape
{
    private static readonly WordSet Heads = new("""
        drop truncate alter delete update insert replace upsert merge grant revoke deny exec execute call do copy load bulk create
        select with explain shutdown waitfor declare begin set prepare
        """);

    private static readonly WordSet Surest = new("table database schema");
    private static readonly WordSet Kinds = new("""
        table database schema view index user role login function procedure proc trigger sequence type extension materialized
        tablespace owned
        """);

    private static readonly WordSet Actions = new("add drop alter modify change rename owner set enable disable with attach detach no reset");
    private static readonly WordSet Privileges = new("all select insert update delete execute usage create connect alter control references impersonate");
    private static readonly WordSet AfterTable = new("where order limit returning output using set as inner join");
    private static readonly WordSet Values = new("values select default set exec with");

    /// <summary>Whether a word can begin a risky statement.</summary>
    public static bool IsHead(ReadOnlySpan<char> word) => Heads.Contains(word);

    /// <summary>Whether tokens are a risky statement.</summary>
    /// <param name="sql">The tokens of one statement.</param>
    /// <param name="isEnded">Whether a semicolon or a comment ends it.</param>
    public static bool IsStatement(SqlText sql, bool isEnded)
    {
        if (sql.Is(0, "explain"))
        {
            var after = sql.Is(1, "analyze") ? 2 : sql.IsSign(1, "(") ? sql.Closing(1) + 1 : 1;
            return IsStatement(sql.Slice(after, sql.Count), isEnded);
        }

        var evident = isEnded || IsEvident(sql);
        return sql[0].Length <= 12 && sql[0].ToString().ToUpperInvariant() switch
        {
            "DROP" => IsDrop(sql, evident),
            "TRUNCATE" => sql.Is(1, "table") ? SqlNames.EndStatement(sql, 2) : evident && sql.IsName(1) && SqlNames.EndStatement(sql, 1),
            "ALTER" => sql.IsAny(1, Kinds) && sql.AfterName(SqlNames.SkipIf(sql, 2)) is var action && (sql.IsAny(action, Actions) || (evident && action > 2 && sql.Count > action)),
            "DELETE" => IsDelete(sql, evident),
            "UPDATE" => SqlStatements.Sets(sql, 1) && SqlStatements.HasSign(sql, 2, 200, "="),
            "INSERT" or "REPLACE" or "UPSERT" or "MERGE" => IsInsert(sql, evident),
            "GRANT" or "REVOKE" or "DENY" => (sql.IsAny(1, Privileges) || evident) && SqlStatements.Has(sql, 2, 40, sql.Is(0, "revoke") ? "from" : "to"),
            "EXEC" or "EXECUTE" or "CALL" => IsExecute(sql, evident),
            "DO" => sql.Kind(1) == SqlTokenKind.Text || sql.Is(1, "language"),
            "COPY" => sql.Count > 3 && (SqlStatements.Has(sql, 2, 60, "program") || sql.Kind(sql.Count - 1) == SqlTokenKind.Text || evident) && (SqlStatements.Has(sql, 1, 60, "to") || SqlStatements.Has(sql, 1, 60, "from")),
            "LOAD" => sql.Is(1, "data") && SqlStatements.Has(sql, 2, 4, "infile"),
            "BULK" => sql.Is(1, "insert") && SqlStatements.Has(sql, 2, 10, "from"),
            "CREATE" => IsCreate(sql, evident),
            "SELECT" or "WITH" => IsSelect(sql),
            "SHUTDOWN" => evident && sql.Count <= 3,
            "WAITFOR" => sql.Kind(2) == SqlTokenKind.Text,
            "DECLARE" => sql.Kind(1) == SqlTokenKind.Parameter,
            "SET" => sql.Is(1, "password") && (SqlStatements.HasSign(sql, 2, 10, "=") || sql.Is(2, "for")),
            "PREPARE" => sql.Is(2, "from") || sql.Is(2, "as"),
            _ => false,
        };
    }

    /// <summary>Names of tables are written as one seldom writes words, and keywords as one seldom writes them in a sentence.</summary>
    private static bool IsEvident(SqlText sql)
    {
        if (sql[0].IndexOfAnyInRange('a', 'z') < 0)
        {
            return true;
        }

        for (var i = 1; i < Math.Min(sql.Count, 40); i++)
        {
            if (sql.Kind(i) == SqlTokenKind.Name || sql.IsSign(i, "(") || (sql.Kind(i) == SqlTokenKind.Word && sql[i].Contains('_')) || (sql.IsSign(i, ".") && i + 1 < sql.Count))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDrop(SqlText sql, bool evident)
    {
        var kind = sql.Is(1, "materialized") || sql.Is(1, "temporary") ? 2 : 1;
        return sql.IsAny(kind, Kinds) && (sql.IsAny(kind, Surest) || evident) && SqlNames.EndStatement(sql, SqlNames.SkipIf(sql, kind + 1));
    }

    private static bool IsDelete(SqlText sql, bool evident)
    {
        if (!sql.Is(1, "from"))
        {
            return evident && sql.IsName(1) && sql.AfterName(1) is var next && (next == sql.Count || sql.Is(next, "where") || sql.Is(next, "from"));
        }

        var after = sql.AfterName(sql.Is(2, "only") ? 3 : 2);
        if (after == 2 || after == sql.Count)
        {
            return after > 2;
        }

        if (!sql.IsAny(after, AfterTable) && sql.IsName(after))
        {
            after++;
        }

        return sql.Is(after, "where") ? Compares(sql.Slice(after + 1, sql.Count)) || evident : sql.IsAny(after, AfterTable) && evident;
    }

    private static bool Compares(SqlText condition)
    {
        for (var i = 0; i < condition.Count; i++)
        {
            if ((condition.Kind(i) == SqlTokenKind.Sign && SqlOperators.Sign(condition[i]) is not null)
                || SqlOperators.IsWord(condition, i)
                || (condition.Is(i, "is") && (condition.Is(i + 1, "null") || condition.Is(i + 2, "null")))
                || condition.Is(i, "exists"))
            {
                return true;
            }
        }

        return condition.Count == 1 && condition.Kind(0) != SqlTokenKind.Word;
    }

    private static bool IsInsert(SqlText sql, bool evident)
    {
        var into = sql.Is(1, "into") ? 1 : sql.Is(2, "into") ? 2 : sql.Is(3, "into") ? 3 : 0;
        var after = sql.AfterName(into + 1);
        return sql.Is(0, "merge")
            ? SqlStatements.Has(sql, 2, 60, "using") && SqlStatements.Has(sql, 4, 2000, "when")
            : (into > 0 || evident) && after > into + 1 && (sql.IsSign(after, "(") || (sql.IsAny(after, Values) && sql.Count > after + 1));
    }

    private static bool IsExecute(SqlText sql, bool evident)
    {
        var name = sql[1];
        return sql.IsSign(1, "(") || sql.Kind(1) is SqlTokenKind.Text or SqlTokenKind.Parameter || sql.Is(1, "immediate")
            || name.StartsWith("xp_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("sp_", StringComparison.OrdinalIgnoreCase)
            || (evident && sql.IsName(1) && sql.AfterName(1) is var after
                && (after == sql.Count || after > 2 || sql.IsSign(after, "(") || sql.Kind(after) is SqlTokenKind.Parameter or SqlTokenKind.Text or SqlTokenKind.Number));
    }

    private static bool IsCreate(SqlText sql, bool evident)
    {
        var kind = sql.Is(1, "or") ? 3 : 1;
        kind += sql.Is(kind, "temporary") || sql.Is(kind, "temp") || sql.Is(kind, "unique") ? 1 : 0;
        if (!sql.IsAny(kind, Kinds))
        {
            return false;
        }

        var after = sql.AfterName(SqlNames.SkipIf(sql, kind + 1));
        return after > kind + 1 && (sql.IsSign(after, "(") || sql.Is(after, "as") || (evident && (after == sql.Count || sql.Is(after, "with") || sql.Is(after, "identified") || sql.Is(after, "for") || sql.Is(after, "on"))));
    }

    /// <summary>A SELECT that reads does no harm; what counts is one that does more, and then it has quotes or calls in it.</summary>
    private static bool IsSelect(SqlText sql)
    {
        for (var i = 1; i < sql.Count; i++)
        {
            if ((sql.IsSign(i, "(") && (sql.Is(i + 1, "delete") || sql.Is(i + 1, "update") || sql.Is(i + 1, "insert")) && IsStatement(sql.Slice(i + 1, sql.Closing(i)), isEnded: true))
                || (sql.IsSign(i - 1, ")") && sql.Is(0, "with") && !sql.Is(i, "select") && IsStatement(sql.Slice(i, sql.Count), isEnded: true))
                || (sql.Is(i, "into") && (sql.Kind(i + 2) == SqlTokenKind.Text || (sql.IsName(i + 1) && sql.Is(sql.AfterName(i + 1), "from"))))
                || (sql.Kind(i) == SqlTokenKind.Word && sql.IsSign(i + 1, "(")))
            {
                return true;
            }
        }

        return false;
    }
}
