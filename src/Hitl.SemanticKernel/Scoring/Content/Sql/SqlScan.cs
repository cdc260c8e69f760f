using System.Runtime.InteropServices;

namespace Hitl.SemanticKernel;

/// <summary>Finds the risky statements in tokens of any dialect, wherever they stand: after a semicolon, without one, in a CTE, behind EXPLAIN ANALYZE.</summary>
internal readonly ref struct SqlScan
{
    private const int MaxNesting = 3;

    private static readonly WordSet Objects = new("""
        table database schema view index user role login function procedure proc trigger sequence type extension column
        constraint partition tablespace materialized temporary temp event server owned keyspace assembly certificate
        credential domain policy publication subscription rule cast aggregate collation operator foreign unique external
        primary key statistics synonym package tables catalog stage warehouse
        """);

    private static readonly WordSet Principals = new("user role login group authorization profile");
    private static readonly WordSet Code = new("function procedure proc trigger extension assembly event aggregate language library package server");
    private static readonly WordSet NotUpdate = new("for key do on then after before of");
    private static readonly WordSet NotInto = new("insert merge replace ignore delayed low_priority high_priority overwrite copy import load");
    private const string AdministrationWords = """
        shutdown kill reconfigure dbcc backup restore attach detach reassign flush purge reset rename handler lock unlock
        install uninstall checkpoint import export unload change stop start_replication
        """;

    private static readonly WordSet Administration = new(AdministrationWords);

    private static readonly WordSet Keywords = new($"""
        drop truncate alter delete update insert upsert replace merge grant revoke deny exec execute call do prepare into copy load bulk create
        set pragma waitfor owner impersonate {AdministrationWords}
        """);

    private readonly SqlText _sql;
    private readonly SqlRiskSet _risks;
    private readonly SqlDialect _dialect;
    private readonly int _nesting;

    private SqlScan(SqlText sql, SqlRiskSet risks, SqlDialect dialect, int nesting)
    {
        _sql = sql;
        _risks = risks;
        _dialect = dialect;
        _nesting = nesting;
    }

    /// <summary>Finds the risks of a text.</summary>
    /// <param name="sql">The tokens.</param>
    /// <param name="risks">Gets what is found.</param>
    /// <param name="dialect">The dialect that the tokens were read in, for SQL inside strings.</param>
    /// <param name="nesting">How many strings the text is inside of.</param>
    public static void Find(SqlText sql, SqlRiskSet risks, SqlDialect dialect, int nesting = 0)
    {
        var scan = new SqlScan(sql, risks, dialect, nesting);
        for (var i = 0; i < sql.Count; i++)
        {
            if (sql.Kind(i) == SqlTokenKind.Word)
            {
                scan.At(i);
                SqlFunctions.Find(sql, i, risks);
            }
        }
    }

    private bool IsStart(int i) =>
        i == 0 || _sql.IsSign(i - 1, ";") || _sql.IsSign(i - 1, "(") || _sql.IsSign(i - 1, ")")
        || _sql.Is(i - 1, "begin") || _sql.Is(i - 1, "then") || _sql.Is(i - 1, "else") || _sql.Is(i - 1, "as") || _sql.Is(i - 1, "go")
        || _sql.Is(i - 1, "explain") || _sql.Is(i - 1, "analyze") || _sql.Is(i - 1, "loop") || _sql.Is(i - 1, "atomic");

    private void At(int i)
    {
        var sql = _sql;
        if (!sql.IsAny(i, Keywords))
        {
            return;
        }

        var start = IsStart(i);
        switch (sql[i].ToString().ToUpperInvariant())
        {
            case "DROP" when sql.IsAny(i + 1, Objects) || (start && sql.IsName(i + 1)):
                _risks.Add(sql.IsAny(i + 1, Principals) ? SqlRisks.Grants : SqlRisks.Drop);
                _risks.Add(SqlRisks.Drop);
                break;
            case "TRUNCATE" when sql.Is(i + 1, "table") || (start && sql.IsName(i + 1)):
                _risks.Add(SqlRisks.Truncate);
                break;
            case "ALTER" when sql.IsAny(i + 1, Objects) || (start && sql.IsName(i + 1)):
                _risks.Add(sql.IsAny(i + 1, Principals) ? SqlRisks.Grants : SqlRisks.Alter);
                break;
            case "DELETE" when sql.Is(i + 1, "from") || sql.Is(i + 1, "top") || (start && sql.IsName(i + 1)):
                _risks.Add(SqlStatements.Condition(sql, i + 1) is not { } deleting ? SqlRisks.DeleteAll
                    : SqlCondition.Of(deleting.In(sql)) == SqlTruth.Always ? SqlRisks.DeleteAny : SqlRisks.Delete);
                break;
            case "UPDATE" when !sql.IsAny(i - 1, NotUpdate) && SqlStatements.Sets(sql, i + 1):
                _risks.Add(SqlStatements.Condition(sql, i + 1) is not { } changing ? SqlRisks.UpdateAll
                    : SqlCondition.Of(changing.In(sql)) == SqlTruth.Always ? SqlRisks.UpdateAny : SqlRisks.Write);
                break;
            case "INSERT" when sql.Is(i + 1, "into") || (start && (sql.IsName(i + 1) || sql.Kind(i + 1) == SqlTokenKind.Name)):
            case "UPSERT" when sql.Is(i + 1, "into") || start:
                _risks.Add(SqlRisks.Write);
                break;
            case "REPLACE" when sql.Is(i + 1, "into") || (start && sql.IsName(i + 1)):
            case "REPLACE" when sql.Is(i - 1, "or") && sql.Is(i - 2, "create"):
                _risks.Add(SqlRisks.Replace);
                break;
            case "MERGE" when sql.Is(i + 1, "into") || (start && sql.IsName(i + 1) && !sql.Is(i + 1, "join")):
                _risks.Add(SqlRisks.Merge);
                break;
            case "GRANT" or "REVOKE" or "DENY" when start || sql.Is(i + 1, "all") || SqlStatements.Has(sql, i + 1, 24, "on"):
                _risks.Add(SqlRisks.Grants);
                break;
            case "EXEC" or "EXECUTE" or "CALL" when (start || !sql.IsSign(i - 1, ",")) && !sql.Is(i - 1, "grant") && !sql.Is(i + 1, "on") && (sql.IsName(i + 1) || sql.IsSign(i + 1, "(") || sql.Kind(i + 1) == SqlTokenKind.Text):
            case "DO" when start && (sql.Kind(i + 1) == SqlTokenKind.Text || sql.Is(i + 1, "language") || sql.IsSign(i + 2, "(")):
            case "PREPARE" when start:
                _risks.Add(SqlRisks.Execute);
                Inside(i);
                break;
            case "INTO" when !sql.IsAny(i - 1, NotInto) && sql.Kind(i + 1) != SqlTokenKind.Parameter:
                Into(i);
                break;
            case "COPY" when start && sql.Count > i + 2:
                _risks.Add(SqlStatements.Has(sql, i + 1, 200, "program") ? SqlRisks.System : SqlStatements.Has(sql, i + 1, 200, "stdin") ? SqlRisks.Write : SqlRisks.Files);
                break;
            case "LOAD" or "BULK" when sql.Is(i + 1, "data") || sql.Is(i + 1, "xml") || sql.Is(i + 1, "insert") || (start && sql.Kind(i + 1) == SqlTokenKind.Text):
                _risks.Add(SqlRisks.Files);
                break;
            case "CREATE" when start || (sql.IsAny(i + 1, Objects) && !sql.Is(i - 1, "show")):
                Create(i);
                break;
            case "SET" when start && (sql.Is(i + 1, "password") || sql.Is(i + 1, "role") || SqlStatements.Has(sql, i + 1, 3, "authorization")):
                _risks.Add(SqlRisks.Grants);
                break;
            case "SET" when start && (sql.Is(i + 1, "global") || sql.Is(i + 1, "persist")):
            case "PRAGMA" when start && SqlStatements.HasSign(sql, i + 1, 6, "="):
                _risks.Add(SqlRisks.Administer);
                break;
            case "WAITFOR" when sql.Is(i + 1, "delay") || sql.Is(i + 1, "time"):
                _risks.Add(SqlRisks.Stall);
                break;
            case "OWNER" when sql.Is(i + 1, "to"):
            case "IMPERSONATE":
                _risks.Add(SqlRisks.Grants);
                break;
            default:
                if (start && sql.IsAny(i, Administration) && (i == 0 || sql.IsSign(i - 1, ";")))
                {
                    _risks.Add(SqlRisks.Administer);
                }

                break;
        }
    }

    private void Into(int i)
    {
        if (_sql.Is(i + 1, "outfile") || _sql.Is(i + 1, "dumpfile"))
        {
            _risks.Add(SqlRisks.Files);
        }
        else if (SqlStatements.InSelect(_sql, i))
        {
            _risks.Add(SqlRisks.SelectInto);
        }
    }

    private void Create(int i)
    {
        var kind = _sql.Is(i + 1, "or") ? i + 3 : i + 1;
        kind += _sql.Is(kind, "temporary") || _sql.Is(kind, "temp") || _sql.Is(kind, "unique") || _sql.Is(kind, "external") ? 1 : 0;
        _risks.Add(_sql.IsAny(kind, Principals) ? SqlRisks.Grants : _sql.IsAny(kind, Code) ? SqlRisks.CreateCode : SqlRisks.Write);
        if (_sql.IsAny(kind, Code))
        {
            Inside(i);
        }
    }

    /// <summary>Looks into the strings that a statement runs.</summary>
    private void Inside(int from)
    {
        for (var i = from; i < _sql.Count && _nesting < MaxNesting && !_sql.IsSign(i, ";"); i++)
        {
            if (_sql.Kind(i) == SqlTokenKind.Text && _risks.MayLookInside())
            {
                var text = SqlOperands.Unquoted(_sql, i);
                var tokens = SqlLexer.Read(text, _dialect, SqlCheck.MaxTokens, out _);
                Find(new SqlText(text, CollectionsMarshal.AsSpan(tokens)), _risks, _dialect, _nesting + 1);
            }
        }
    }
}
