namespace Hitl.SemanticKernel;

/// <summary>Reads the operators that compare.</summary>
internal static class SqlOperators
{
    private static readonly WordSet Operators = new("like ilike rlike regexp glob similar in between");

    /// <summary>Whether a keyword compares what is before it with what is after it.</summary>
    public static bool IsWord(SqlText sql, int at) => sql.IsAny(at, Operators);

    /// <summary>Reads an operator, and what belongs to it.</summary>
    /// <returns>The operator in one spelling.</returns>
    public static string Read(SqlText sql, ref int at)
    {
        if (sql.Kind(at) == SqlTokenKind.Sign)
        {
            return Sign(sql[at++])!;
        }

        if (sql.Is(at, "is"))
        {
            at++;
            var not = sql.Is(at, "not");
            at += not ? 1 : 0;
            if (sql.Is(at, "distinct"))
            {
                at += 2;
                return not ? "=" : "<>";
            }

            return not ? sql.Is(at, "null") ? "not null" : "<>" : sql.Is(at, "null") ? "null" : "=";
        }

        var negated = sql.Is(at, "not");
        at += negated ? 1 : 0;
        var word = sql.Is(at, "in") ? "in" : sql.Is(at, "between") ? "between" : "like";
        at += sql.Is(at, "similar") ? 2 : 1;
        return negated ? SqlComparison.Opposite(word) : word;
    }

    /// <summary>The one spelling of an operator sign; <see langword="null"/> when it is no comparison.</summary>
    public static string? Sign(ReadOnlySpan<char> sign) => sign switch
    {
        "=" or "==" or "<=>" => "=",
        "<>" or "!=" => "<>",
        "<" or "!>=" => "<",
        ">" or "!<=" => ">",
        "<=" or "!>" => "<=",
        ">=" or "!<" => ">=",
        "~" or "~*" or "~~" or "~~*" => "like",
        "!~" or "!~*" or "!~~" or "!~~*" => "not like",
        ['=', ..] => "=",
        _ => null,
    };
}
