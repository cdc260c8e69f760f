using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AgentDemo.Shop;

/// <summary>One statement of the little SQL that the shop's database understands.</summary>
internal sealed partial class SqlStatement
{
    private readonly string _table;
    private readonly IReadOnlyList<SqlCondition> _where;
    private readonly IReadOnlyList<string> _columns;
    private readonly IReadOnlyList<SqlCondition> _set;
    private readonly int _limit;

    private SqlStatement(string verb, Match match)
    {
        Verb = verb;
        _table = match.Groups["table"].Value;
        _where = Conditions(match.Groups["where"].Value, And());
        _set = Conditions(match.Groups["set"].Value, Comma());
        _columns = match.Groups["columns"].Success
            ? match.Groups["columns"].Value.Split(',', StringSplitOptions.TrimEntries)
            : [];
        _limit = match.Groups["limit"].Success
            ? int.Parse(match.Groups["limit"].Value, CultureInfo.InvariantCulture)
            : int.MaxValue;
    }

    /// <summary>SELECT, UPDATE, DELETE or DROP.</summary>
    public string Verb { get; }

    public bool OnlyReads => Verb == "SELECT";

    public static SqlStatement Parse(string sql)
    {
        string text = sql.Trim().TrimEnd(';').TrimEnd();
        foreach ((string verb, Regex form) in new[] { ("SELECT", Select()), ("UPDATE", Update()), ("DELETE", Delete()), ("DROP", DropTable()) })
        {
            Match match = form.Match(text);
            if (match.Success)
            {
                return new SqlStatement(verb, match);
            }
        }

        throw new ShopException("The statement is not understood: SELECT … FROM, UPDATE … SET, DELETE FROM and DROP TABLE are.");
    }

    /// <summary>The rows that a SELECT finds.</summary>
    public JsonArray Read(ShopState state)
    {
        ShopTable table = state.Table(_table);
        List<JsonObject> rows = Matching(table);
        if (_columns is [var only] && only.Equals("COUNT(*)", StringComparison.OrdinalIgnoreCase))
        {
            return [new JsonObject { ["count"] = rows.Count }];
        }

        IReadOnlyList<string> columns = _columns is ["*"] ? table.Columns : [.. _columns.Select(name => Column(table, name))];
        return [.. rows.Take(_limit).Select(row => new JsonObject(
            columns.Select(column => KeyValuePair.Create(column, row[column]?.DeepClone()))))];
    }

    /// <summary>Does what any other statement says.</summary>
    /// <returns>The number of rows that were changed or removed.</returns>
    public int Change(ShopState state)
    {
        ShopTable table = state.Table(_table);
        List<JsonObject> rows = Matching(table);
        switch (Verb)
        {
            case "UPDATE":
                foreach (SqlCondition assignment in _set)
                {
                    string column = Column(table, assignment.Column);
                    rows.ForEach(row => row[column] = row[column]?.GetValueKind() == System.Text.Json.JsonValueKind.Number
                        ? NumberOf(assignment)
                        : assignment.Value);
                }

                break;
            case "DELETE":
                table.Rows.RemoveAll(rows.Contains);
                break;
            case "DROP":
                state.Drop(_table);
                break;
        }

        return rows.Count;
    }

    private static decimal NumberOf(SqlCondition assignment) =>
        decimal.TryParse(assignment.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : throw new ShopException($"The column {assignment.Column} holds numbers.");

    private static string Column(ShopTable table, string name) =>
        table.Columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ShopException($"There is no column {name}.");

    private List<JsonObject> Matching(ShopTable table)
    {
        SqlCondition[] where = [.. _where.Select(c => c with { Column = Column(table, c.Column) })];
        return table.Rows.FindAll(row => Array.TrueForAll(where, condition => condition.Holds(row)));
    }

    private static List<SqlCondition> Conditions(string text, Regex separator) => text.Length == 0 ? [] :
    [
        .. separator.Split(text).Select(part =>
        {
            Match match = Condition().Match(part);
            return match.Success
                ? new SqlCondition(
                    match.Groups["column"].Value,
                    match.Groups["operator"].Value.ToUpperInvariant(),
                    match.Groups["quoted"].Success
                        ? match.Groups["quoted"].Value.Replace("''", "'", StringComparison.Ordinal)
                        : match.Groups["bare"].Value)
                : throw new ShopException($"The condition is not understood: {part.Trim()}");
        }),
    ];

    private const RegexOptions Lenient = RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^SELECT\s+(?<columns>\*|COUNT\(\*\)|\w+(?:\s*,\s*\w+)*)\s+FROM\s+(?<table>\w+)(?:\s+WHERE\s+(?<where>.+?))?(?:\s+LIMIT\s+(?<limit>\d{1,6}))?$", Lenient)]
    private static partial Regex Select();

    [GeneratedRegex(@"^UPDATE\s+(?<table>\w+)\s+SET\s+(?<set>.+?)(?:\s+WHERE\s+(?<where>.+))?$", Lenient)]
    private static partial Regex Update();

    [GeneratedRegex(@"^DELETE\s+FROM\s+(?<table>\w+)(?:\s+WHERE\s+(?<where>.+))?$", Lenient)]
    private static partial Regex Delete();

    [GeneratedRegex(@"^DROP\s+TABLE\s+(?<table>\w+)$", Lenient)]
    private static partial Regex DropTable();

    [GeneratedRegex(@"\s+AND\s+(?=(?:[^']*'[^']*')*[^']*$)", Lenient)]
    private static partial Regex And();

    [GeneratedRegex(@",(?=(?:[^']*'[^']*')*[^']*$)", Lenient)]
    private static partial Regex Comma();

    [GeneratedRegex(@"^\s*(?<column>\w+)\s*(?<operator>=|<>|!=|<=|>=|<|>|LIKE\b)\s*(?:'(?<quoted>(?:[^']|'')*)'|(?<bare>[\w.\-]+))\s*$", Lenient)]
    private static partial Regex Condition();
}
