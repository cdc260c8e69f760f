using System.Buffers;
using System.Runtime.InteropServices;

namespace Hitl.SemanticKernel;

/// <summary>Looks for SQL that does more than read.</summary>
/// <remarks>
/// <para>Where the names of argument and tool say that a text is SQL, it is read in every dialect that would read it
/// differently, and by the parser of SQL Server; every finding counts. Any other text counts as SQL only where something in it,
/// from its beginning, a new line or a semicolon on, has the shape of a whole statement.</para>
/// <para>It fails closed: what is too long or too deep to be read, or is called SQL and begins with no statement that is known
/// to read only, is a risk.</para>
/// </remarks>
internal sealed class SqlCheck : IContentCheck
{
    /// <summary>How many tokens of one text are read.</summary>
    public const int MaxTokens = 4_000;

    private const int ShortestStatement = 6;

    private static readonly SearchValues<string> Keywords = SearchValues.Create(
        [
            "drop", "truncate", "alter", "delete", "update", "insert", "replace", "upsert", "merge", "grant", "revoke", "deny", "exec", "call",
            "copy", "load", "bulk", "create", "select", "shutdown", "waitfor", "declare", "password", "prepare", "union",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly WordSet ReadingHeads = new("select with values table show describe desc explain from pragma fetch help list set declare use begin start commit rollback end print go if");
    private static readonly WordSet Prelude = new("set declare use begin start commit rollback end print go savepoint release");

    /// <summary>Makes the check, and the parser ready in the background.</summary>
    public SqlCheck() => TransactSql.Prepare();

    /// <inheritdoc/>
    public void Check(in ContentText text, ContentFindings findings)
    {
        var isCalledSql = text.Roles.HasFlag(ArgumentRoles.Sql) || (text.Tool.TakesSql && (text.Roles & (ArgumentRoles.Query | ArgumentRoles.Command)) != 0);
        if (isCalledSql && !text.Value.IsWhiteSpace())
        {
            Report(Read(text.Value, text.Roles.HasFlag(ArgumentRoles.Sql)), text, findings);
        }
        else if (text.Value.Length >= ShortestStatement && (text.Value.IndexOfAny(Keywords) >= 0 || text.Value.Contains("$$", StringComparison.Ordinal)))
        {
            Report(SqlInText.Find(text.Value), text, findings);
        }

        if (!isCalledSql && SqlInjection.IsIn(text.Value))
        {
            findings.Add(SqlRisks.Injection, text.Argument);
        }

        if (text.Roles.HasFlag(ArgumentRoles.Condition) && !text.Tool.SoundsLikeReading && SqlInjection.AlwaysHolds(text.Value))
        {
            findings.Add(SqlRisks.AnyRow, text.Argument);
        }
    }

    private static void Report(SqlRiskSet? risks, in ContentText text, ContentFindings findings)
    {
        foreach (var risk in risks?.Risks ?? [])
        {
            findings.Add(risk, text.Argument);
            if (text.Tool.SoundsLikeReading && SqlRisks.IsWrite(risk))
            {
                findings.Add(SqlRisks.WriteWhereRead, text.Argument);
            }
        }
    }

    private static SqlRiskSet Read(ReadOnlySpan<char> text, bool mustBeSql)
    {
        var risks = new SqlRiskSet();
        var (statements, isOpen, isKnown) = (0, true, false);
        foreach (var dialect in SqlDialect.Differ(text) ? SqlDialect.All : [SqlDialect.TransactSql])
        {
            var tokens = SqlLexer.Read(text, dialect, MaxTokens, out var open);
            var sql = new SqlText(text, CollectionsMarshal.AsSpan(tokens));
            if (tokens.Count == MaxTokens)
            {
                risks.Add(SqlRisks.NotRead);
            }

            isOpen &= open;
            isKnown |= FirstWord(sql) is var first && (tokens.Count == 0 || sql.IsAny(first, ReadingHeads) || SqlShape.IsHead(sql[first]));
            statements = Math.Max(statements, Statements(sql));
            if (mustBeSql || isKnown)
            {
                SqlScan.Find(sql, risks, dialect);
            }

            SqlLexer.Return(tokens);
        }

        if (statements > 1 && (mustBeSql || isKnown))
        {
            risks.Add(SqlRisks.Several);
        }

        var isSettled = risks.Risks.Any(r => r.Score >= PolicyOptions.DefaultReviewFrom);
        var isParsed = !isSettled && (mustBeSql || isKnown) && Parse(text, risks, isKnown);
        if (risks.Risks.Count == 0 && ((mustBeSql && !isKnown && !isParsed) || (isKnown && isOpen)))
        {
            risks.Add(SqlRisks.NotRead);
        }

        return risks;
    }

    private static bool Parse(ReadOnlySpan<char> text, SqlRiskSet risks, bool explicitly)
    {
        var tokens = SqlLexer.Read(text, SqlDialect.TransactSql, MaxTokens, out _);
        var sql = new SqlText(text, CollectionsMarshal.AsSpan(tokens));
        var (isSelect, canRead) = (TransactSql.IsSelect(sql), TransactSql.CanRead(text, sql));
        SqlLexer.Return(tokens);
        if (!isSelect && !canRead)
        {
            risks.Add(SqlRisks.NotRead);
        }

        return isSelect || (canRead && TransactSql.Find(text.ToString(), risks, explicitly));
    }

    private static int FirstWord(SqlText sql)
    {
        var first = 0;
        while (sql.IsSign(first, "(") || sql.IsSign(first, ";"))
        {
            first++;
        }

        return first;
    }

    private static int Statements(SqlText sql)
    {
        var count = 0;
        for (var i = 0; i < sql.Count; i++)
        {
            if (!sql.IsSign(i, ";") && (i == 0 || sql.IsSign(i - 1, ";")) && !sql.IsAny(i, Prelude))
            {
                count++;
            }
        }

        return count;
    }
}
