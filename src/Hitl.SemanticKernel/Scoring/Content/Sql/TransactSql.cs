using System.Runtime.InteropServices;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Hitl.SemanticKernel;

/// <summary>Reads SQL with the parser of SQL Server, which knows what a statement is for certain.</summary>
internal static class TransactSql
{
    private const int MaxLength = 8_192;
    private const int MaxNesting = 64;
    private const int MaxPrefixes = 256;

    // Every statement of SQL Server begins with one of these, but for SELECT.
    private static readonly WordSet Beginnings = new("""
        add alter backup begin break bulk checkpoint close commit continue create dbcc deallocate declare delete deny disable drop enable
        exec execute fetch get go goto grant if insert into kill load merge move open print raiserror readtext receive reconfigure rename restore
        return revert revoke rollback save send set setuser shutdown throw truncate update updatetext use waitfor while with writetext
        """);

    private static readonly WordSet Prefixes = new("begin case not if while else exists");

    // The first use compiles the parser, which takes longer than a whole call may.
    private static readonly Lazy<Thread> WarmUp = new(static () =>
    {
        var thread = new Thread(Warm)
        {
            IsBackground = true,
            Name = "Hitl SQL parser",
        };
        thread.Start();
        return thread;
    });

    /// <summary>Begins to make the parser ready, in the background.</summary>
    public static void Prepare() => _ = WarmUp.Value;

    /// <summary>Whether a text is nothing but a SELECT: no word in it can begin another statement, so the parser has nothing to add.</summary>
    public static bool IsSelect(SqlText tokens)
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            if (tokens.IsAny(i, Beginnings) || tokens.IsSign(i, ";"))
            {
                return false;
            }
        }

        return tokens.Is(0, "select");
    }

    /// <summary>Whether a text is small and flat enough for the parser, which recurses and backtracks.</summary>
    public static bool CanRead(ReadOnlySpan<char> text, SqlText tokens)
    {
        var (depth, prefixes) = (0, 0);
        for (var i = 0; i < tokens.Count && depth <= MaxNesting; i++)
        {
            depth += tokens.IsSign(i, "(") ? 1 : tokens.IsSign(i, ")") ? -1 : 0;
            prefixes += tokens.IsAny(i, Prefixes) || (tokens.Kind(i) == SqlTokenKind.Sign && tokens[i] is ['-' or '+' or '~', ..]) ? 1 : 0;
        }

        return text.Length <= MaxLength && depth <= MaxNesting && prefixes <= MaxPrefixes;
    }

    /// <summary>Finds the risks of a text.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="risks">Gets what is found.</param>
    /// <param name="explicitly">Whether the call of a procedure must say EXEC; SQL Server takes any word at the beginning for one.</param>
    /// <returns>Whether the text is SQL as SQL Server understands it.</returns>
    public static bool Find(string sql, SqlRiskSet risks, bool explicitly)
    {
        using var reader = new StringReader(sql);
        var script = new TSql170Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors) as TSqlScript;
        if (errors.Count > 0 || script is null)
        {
            return false;
        }

        var statements = script.Batches.SelectMany(b => b.Statements).ToList();
        if (explicitly && statements is [ExecuteStatement first, ..] && !sql.AsSpan(first.StartOffset).StartsWith("EXEC", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        script.Accept(new Visitor(sql, risks));
        if (statements.Count(s => !IsPrelude(s)) > 1)
        {
            risks.Add(SqlRisks.Several);
        }

        return statements.Count > 0;
    }

    private static void Warm()
    {
        try
        {
            Find("SELECT a FROM t WHERE a = 1; DELETE FROM t WHERE a = 1", new SqlRiskSet(), explicitly: true);
        }
        catch (Exception)
        {
            // It must not end the process; a call that needs the parser fails with it, and so counts as maximal risk.
        }
    }

    private static bool IsPrelude(TSqlStatement statement) =>
        statement is DeclareVariableStatement or DeclareTableVariableStatement or SetVariableStatement or SetOnOffStatement or SetCommandStatement
            or SetTransactionIsolationLevelStatement or UseStatement or PrintStatement or TransactionStatement or ReturnStatement;

    private static bool IsHarmless(TSqlStatement statement) =>
        IsPrelude(statement) || statement is SelectStatement or SetRowCountStatement or SetErrorLevelStatement or SetTextSizeStatement
            or IfStatement or WhileStatement or BeginEndBlockStatement or TryCatchStatement or BreakStatement or ContinueStatement or LabelStatement
            or GoToStatement or ThrowStatement or RaiseErrorStatement or CursorStatement or DeclareCursorStatement
            or InsertStatement or UpdateStatement or DeleteStatement or MergeStatement;

    private sealed class Visitor(string sql, SqlRiskSet risks) : TSqlFragmentVisitor
    {
        public override void Visit(DeleteSpecification node) => risks.Add(
            Condition(node.WhereClause) switch
            {
                null => SqlRisks.DeleteAll,
                SqlTruth.Always => SqlRisks.DeleteAny,
                _ => SqlRisks.Delete,
            });

        public override void Visit(UpdateSpecification node) => risks.Add(
            Condition(node.WhereClause) switch
            {
                null => SqlRisks.UpdateAll,
                SqlTruth.Always => SqlRisks.UpdateAny,
                _ => SqlRisks.Write,
            });

        public override void Visit(InsertSpecification node) => risks.Add(SqlRisks.Write);

        public override void Visit(MergeSpecification node) => risks.Add(SqlRisks.Merge);

        public override void Visit(ExecuteSpecification node) => risks.Add(SqlRisks.Execute);

        public override void Visit(SelectStatement node)
        {
            if (node.Into is not null)
            {
                risks.Add(SqlRisks.SelectInto);
            }
        }

        public override void Visit(TSqlStatement node)
        {
            if (!IsHarmless(node))
            {
                risks.Add(Kind(node.GetType().Name));
            }
        }

        private static ContentRisk Kind(string type)
        {
            bool Begins(string with) => type.StartsWith(with, StringComparison.Ordinal);
            bool Names(params ReadOnlySpan<string> words)
            {
                foreach (var word in words)
                {
                    if (type.Contains(word, StringComparison.Ordinal))
                    {
                        return true;
                    }
                }

                return false;
            }

            return Begins("Execute") ? SqlRisks.Execute
                : Begins("Grant") || Begins("Revoke") || Begins("Deny") || Names("Login", "User", "Role", "Principal", "Authorization", "Credential") ? SqlRisks.Grants
                : Begins("Drop") ? SqlRisks.Drop
                : Begins("Truncate") ? SqlRisks.Truncate
                : Begins("Alter") ? SqlRisks.Alter
                : Names("Procedure", "Function", "Trigger", "Assembly") ? SqlRisks.CreateCode
                : Begins("Create") ? SqlRisks.Write
                : Begins("WaitFor") ? SqlRisks.Stall
                : Begins("BulkInsert") || Begins("InsertBulk") ? SqlRisks.Files
                : SqlRisks.Administer;
        }

        private SqlTruth? Condition(WhereClause? where)
        {
            if (where?.SearchCondition is not { } condition)
            {
                return where is null ? null : SqlTruth.Depends;
            }

            var text = sql.AsSpan(condition.StartOffset, condition.FragmentLength);
            var tokens = SqlLexer.Read(text, SqlDialect.TransactSql, SqlCheck.MaxTokens, out _);
            return SqlCondition.Of(new SqlText(text, CollectionsMarshal.AsSpan(tokens)));
        }
    }
}
