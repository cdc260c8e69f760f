using System.Buffers;
using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>What can be said of the operands of a comparison without a database.</summary>
internal static class SqlOperands
{
    private static readonly SearchValues<char> Wildcards = SearchValues.Create("%*.+?_");

    private static readonly WordSet ConstantWords = new("""
        true false null case when then else end and or not is select distinct binary interval current_date current_time
        current_timestamp localtime localtimestamp sysdate unknown day days hour hours minute minutes month months year years
        """);

    private static readonly WordSet Keys = new("id rowid _rowid_ oid ctid uuid guid key pk");

    /// <summary>Whether an operand has the same value in every row: no column and no parameter is in it.</summary>
    public static bool IsConstant(SqlText operand)
    {
        for (var i = 0; i < operand.Count; i++)
        {
            if (IsColumn(operand, i))
            {
                return false;
            }
        }

        return operand.Count > 0;
    }

    /// <summary>Whether both operands have a column, and all are the same one.</summary>
    public static bool HaveOneColumn(SqlText a, SqlText b) =>
        OneColumn(a, out var column) && OneColumn(b, out var other) && column.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool OneColumn(SqlText operand, out ReadOnlySpan<char> column)
    {
        column = default;
        for (var i = 0; i < operand.Count; i++)
        {
            if (!IsColumn(operand, i) || operand.IsSign(i + 1, "."))
            {
                continue;
            }

            var name = Unquoted(operand, i);
            if (operand.Kind(i) == SqlTokenKind.Parameter || operand.Is(i, "from") || (!column.IsEmpty && !name.Equals(column, StringComparison.OrdinalIgnoreCase)))
            {
                column = default;
                return false;
            }

            column = name;
        }

        return !column.IsEmpty;
    }

    private static bool IsColumn(SqlText operand, int i) => operand.Kind(i) switch
    {
        SqlTokenKind.Word => !operand.IsAny(i, ConstantWords)
            && !operand.IsSign(i + 1, "(")
            && operand.Kind(i + 1) != SqlTokenKind.Text
            && !operand.Is(i - 1, "as")
            && !operand.IsSign(i - 1, "::"),
        SqlTokenKind.Name or SqlTokenKind.Parameter => true,
        _ => false,
    };

    /// <summary>The operand without parentheses around it, casts after it and the qualifiers of a name.</summary>
    public static SqlText Bare(SqlText operand)
    {
        while (operand.IsSign(0, "(") && operand.Closing(0) == operand.Count - 1)
        {
            operand = operand.Slice(1, operand.Count - 1);
        }

        while (operand.Count > 2 && operand.IsSign(operand.Count - 2, "::"))
        {
            operand = operand.Slice(0, operand.Count - 2);
        }

        return operand.AfterName(0) == operand.Count && operand.Count > 1 ? operand.Slice(operand.Count - 1, operand.Count) : operand;
    }

    /// <summary>Whether two operands are the same expression.</summary>
    public static bool AreSame(SqlText a, SqlText b)
    {
        a = Bare(a);
        b = Bare(b);
        if (a.Count != b.Count || a.Count == 0)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (!Unquoted(a, i).Equals(Unquoted(b, i), StringComparison.OrdinalIgnoreCase) || a.Is(i, "random") || a.Is(i, "rand"))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The number that an operand is; <see langword="null"/> when it is none.</summary>
    public static double? Number(SqlText operand)
    {
        operand = Bare(operand);
        var negative = false;
        while (operand.Count > 1 && (operand.IsSign(0, "-") || operand.IsSign(0, "+")))
        {
            negative ^= operand.IsSign(0, "-");
            operand = Bare(operand.Slice(1, operand.Count));
        }

        if (operand.Count != 1 || operand.Kind(0) is not (SqlTokenKind.Number or SqlTokenKind.Text or SqlTokenKind.Word))
        {
            return null;
        }

        if (operand.Is(0, "true") || operand.Is(0, "false"))
        {
            return operand.Is(0, "true") ? 1 : 0;
        }

        var text = Unquoted(operand, 0);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? negative ? -number : number
            : text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex
            : null;
    }

    /// <summary>The string that an operand is; empty and <see langword="false"/> when it is none.</summary>
    public static bool TryText(SqlText operand, out ReadOnlySpan<char> text)
    {
        operand = Bare(operand);
        text = operand.Kind(0) == SqlTokenKind.Text ? Unquoted(operand, 0) : default;
        return operand.Count == 1 && operand.Kind(0) == SqlTokenKind.Text;
    }

    /// <summary>Whether an operand is a column that identifies rows.</summary>
    public static bool IsKey(SqlText operand)
    {
        operand = Bare(operand);
        var name = operand.Count == 1 && operand.Kind(0) is SqlTokenKind.Word or SqlTokenKind.Name ? Unquoted(operand, 0) : default;
        return !name.IsEmpty && (Keys.Contains(name) || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Id", StringComparison.Ordinal));
    }

    /// <summary>Whether every text matches a pattern, put together from strings or not.</summary>
    public static bool MatchesAll(SqlText pattern)
    {
        var texts = 0;
        for (var i = 0; i < pattern.Count; i++)
        {
            if (pattern.Kind(i) == SqlTokenKind.Text)
            {
                texts++;
                if (Unquoted(pattern, i).TrimStart('^').TrimEnd('$').IndexOfAnyExcept(Wildcards) >= 0)
                {
                    return false;
                }
            }
            else if (pattern.Kind(i) != SqlTokenKind.Sign && !pattern.Is(i, "concat"))
            {
                return false;
            }
        }

        return texts > 0;
    }

    /// <summary>A token without its quotes.</summary>
    public static ReadOnlySpan<char> Unquoted(SqlText text, int index)
    {
        var token = text[index];
        if (token.Length >= 2 && token[^1] == '\'' && token[0] is not '\'' && text.Kind(index) == SqlTokenKind.Text)
        {
            token = token[1..];
        }

        if (token.Length >= 2 && token[0] == '$' && text.Kind(index) == SqlTokenKind.Text)
        {
            var tag = token[1..].IndexOf('$') + 2;
            return token.Length >= 2 * tag ? token[tag..^tag] : default;
        }

        return text.Kind(index) is SqlTokenKind.Text or SqlTokenKind.Name && token.Length >= 2 ? token[1..^1] : token;
    }
}
