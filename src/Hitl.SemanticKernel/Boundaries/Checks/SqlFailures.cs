using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>Recognises what databases say when they refuse a statement.</summary>
internal static partial class SqlFailures
{
    private const int HeadLength = 4_096;

    private static readonly ConditionalWeakTable<ToolDefinition, ToolTraits> Traits = [];

    /// <summary>Whether a call carries SQL: the names of the tool or of an argument say so.</summary>
    public static bool Takes(ToolDefinition tool, JsonElement arguments)
    {
        var traits = Traits.GetValue(tool, static t => new ToolTraits(t, ToolLimits.None));
        return traits.TakesSql
            || (arguments.ValueKind == JsonValueKind.Object && arguments.EnumerateObject().Any(a => ArgumentName.RolesOf(a.Name).HasFlag(ArgumentRoles.Sql)));
    }

    /// <summary>Whether the beginning of a text has the words of a database for a statement that failed.</summary>
    public static bool IsIn(string text) => Words.IsMatch(text.Length > HeadLength ? text.AsSpan(0, HeadLength) : text.AsSpan());

    [GeneratedRegex(@"\bSQLSTATE\b|\bSQLCODE\s*[=:]\s*-\d|\bORA-\d{5}\b|\bPLS-\d{5}\b|\bsyntax error at or near\b|\bMsg \d{1,6}, Level \d{1,2}\b|\bError \d{3,5}, (?:Level|Severity) \d{1,2}\b|\byou have an error in your SQL syntax\b|: syntax error\b|\bSQL (?:logic|compilation) error\b|\bno such (?:table|column|function): |\b(?:relation|column|table|function|type|schema|database) \S{1,130} does not exist\b|\bincorrect syntax near\b|\binvalid (?:object|column) name '|\bunknown (?:column|table|database) '|\bTable '[^'\n]{1,130}' doesn't exist\b|\bERROR \d{4} \([0-9A-Z]{5}\)|\bduplicate key value violates\b|\bviolates (?:foreign key|unique|check|not-null|exclusion) constraint\b|\b(?:UNIQUE|FOREIGN KEY|NOT NULL|CHECK) constraint failed\b|\bSQLITE_(?:ERROR|BUSY|CONSTRAINT|READONLY|MISMATCH)\b|\b(?:sqlite3|psycopg2?|pymysql|mysql\.connector|asyncpg|pyodbc|cx_Oracle|oracledb)(?:\.\w{1,40}){0,3}\.\w{0,40}Error\b|\b(?:SqlException|NpgsqlException|PostgresException|SqliteException|MySqlException|OracleException|SQLSyntaxErrorException|SQLException)\b|\bdeadlock (?:detected|found|victim)\b|\bpermission denied for (?:table|relation|schema|database|view)\b|\bcannot execute \w{3,12} in a read-only transaction\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Words { get; }
}
