namespace Hitl.SemanticKernel;

/// <summary>Works out single comparisons of a condition.</summary>
internal static class SqlComparisons
{
    private static readonly WordSet Limiting = new("where having limit join on fetch offset top intersect except group");

    /// <summary>What a comparison comes to.</summary>
    public static SqlTruth Holds(SqlText sql, SqlComparison comparison, int depth)
    {
        var left = sql.Slice(comparison.From, comparison.Middle);
        var right = sql.Slice(comparison.Right, comparison.To);
        if (comparison.Operator.StartsWith("not ", StringComparison.Ordinal) && comparison.Operator != "not null")
        {
            return Holds(sql, comparison with { Operator = SqlComparison.Opposite(comparison.Operator) }, depth).Negated();
        }

        return comparison.Operator switch
        {
            "null" => SqlOperands.IsConstant(left) ? left.Is(0, "null") ? SqlTruth.Always : SqlTruth.Never : SqlTruth.Depends,
            "not null" => SqlOperands.IsKey(left) || (SqlOperands.IsConstant(left) && !left.Is(0, "null")) ? SqlTruth.Always : SqlTruth.Depends,
            "in" => In(left, SqlOperands.Bare(right), right, depth),
            "between" => Between(left, right),
            "like" when SqlOperands.MatchesAll(right) => SqlTruth.Always,
            _ => Compare(left, comparison.Operator, right),
        };
    }

    /// <summary>Whether of two comparisons at least one holds for every row.</summary>
    public static bool CoverEverything(SqlText sql, SqlComparison a, SqlComparison b)
    {
        if (!SqlOperands.AreSame(sql.Slice(a.From, a.Middle), sql.Slice(b.From, b.Middle)))
        {
            return false;
        }

        var first = sql.Slice(a.Right, a.To);
        var second = sql.Slice(b.Right, b.To);
        if (a.Operator == SqlComparison.Opposite(b.Operator) && (a.Operator.EndsWith("null", StringComparison.Ordinal) || SqlOperands.AreSame(first, second)))
        {
            return true;
        }

        if (a.Operator == "<>" && b.Operator == "<>")
        {
            return SqlOperands.IsConstant(first) && SqlOperands.IsConstant(second) && !SqlOperands.AreSame(first, second);
        }

        if (SqlOperands.Number(first) is not { } one || SqlOperands.Number(second) is not { } two)
        {
            return false;
        }

        return (a.Operator, b.Operator) switch
        {
            ("<" or "<=", ">" or ">=") => two < one || (two == one && (a.Operator == "<=" || b.Operator == ">=")),
            (">" or ">=", "<" or "<=") => one < two || (one == two && (a.Operator == ">=" || b.Operator == "<=")),
            _ => false,
        };
    }

    /// <summary>Whether a subquery gives a row.</summary>
    public static SqlTruth AnyRow(SqlText query, int depth)
    {
        for (var i = 0; i < query.Count; i++)
        {
            if (query.Is(i, "where"))
            {
                return SqlCondition.Of(query.Slice(i + 1, query.Count), depth + 1);
            }
        }

        return SqlTruth.Always;
    }

    /// <summary>What an operand comes to where a condition is expected.</summary>
    public static SqlTruth AsCondition(SqlText operand, int depth)
    {
        if (operand.Count == 0)
        {
            return SqlTruth.Never;
        }

        if (!SqlOperands.IsConstant(operand))
        {
            return SqlTruth.Depends;
        }

        return SqlOperands.Number(operand) is { } number ? number == 0 ? SqlTruth.Never : SqlTruth.Always
            : SqlOperands.TryText(operand, out var text) ? text is "t" or "true" or "yes" or "on" or "y" ? SqlTruth.Always : SqlTruth.Never
            : operand.Is(0, "null") || operand.Is(0, "select") ? SqlTruth.Never
            : SqlTruth.Always;
    }

    private static SqlTruth Compare(SqlText left, string @operator, SqlText right)
    {
        if (SqlOperands.AreSame(left, right))
        {
            return @operator is "=" or "<=" or ">=" or "like" ? SqlTruth.Always : SqlTruth.Never;
        }

        if (SqlOperands.IsConstant(left) && SqlOperands.IsConstant(right))
        {
            return Constants(left, @operator, right);
        }

        // "~0" is no comparison; "id = id + 0" compares a column with nothing but itself.
        if ((left.Count == 0 && SqlOperands.IsConstant(right)) || SqlOperands.HaveOneColumn(left, right))
        {
            return SqlTruth.Always;
        }

        // Keys are positive and set: such a comparison limits nothing.
        var isEmpty = SqlOperands.TryText(right, out var text) && text.IsEmpty && @operator is "<>" or ">" or ">=";
        var isWide = (@operator, SqlOperands.Number(right)) is (">", <= 0) or (">=", <= 1) or ("<>", <= 0) or ("<" or "<=", >= 1e9);
        return SqlOperands.IsKey(left) && (isEmpty || isWide) ? SqlTruth.Always : SqlTruth.Depends;
    }

    private static SqlTruth Constants(SqlText left, string @operator, SqlText right)
    {
        int order;
        if (SqlOperands.Number(left) is { } a && SqlOperands.Number(right) is { } b)
        {
            order = a.CompareTo(b);
        }
        else if (SqlOperands.TryText(left, out var x) && SqlOperands.TryText(right, out var y) && @operator != "like")
        {
            order = x.CompareTo(y, StringComparison.OrdinalIgnoreCase);
        }
        else
        {
            return SqlTruth.Always;
        }

        var holds = @operator switch
        {
            "=" or "like" => order == 0,
            "<>" => order != 0,
            "<" => order < 0,
            ">" => order > 0,
            "<=" => order <= 0,
            _ => order >= 0,
        };
        return holds ? SqlTruth.Always : SqlTruth.Never;
    }

    private static SqlTruth In(SqlText left, SqlText list, SqlText right, int depth)
    {
        if (list.Is(0, "select"))
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list.IsAny(i, Limiting))
                {
                    return list.Is(i, "where") && SqlCondition.Of(list.Slice(i + 1, list.Count), depth + 1) == SqlTruth.Always ? SqlTruth.Always : SqlTruth.Depends;
                }
            }

            return SqlOperands.AreSame(left, list.Slice(1, list.AfterName(1))) ? SqlTruth.Always : SqlTruth.Depends;
        }

        if (right.IsSign(0, "("))
        {
            list = right.Slice(1, right.Closing(0));
        }

        var start = 0;
        for (var i = 0; i <= list.Count; i++)
        {
            if (i == list.Count || list.IsSign(i, ","))
            {
                if (Compare(left, "=", list.Slice(start, i)) == SqlTruth.Always)
                {
                    return SqlTruth.Always;
                }

                start = i + 1;
            }
        }

        return SqlOperands.IsConstant(left) && SqlOperands.IsConstant(list) ? SqlTruth.Never : SqlTruth.Depends;
    }

    private static SqlTruth Between(SqlText left, SqlText bounds)
    {
        for (var i = 0; i < bounds.Count; i++)
        {
            if (bounds.Is(i, "and"))
            {
                var low = Compare(left, ">=", bounds.Slice(0, i));
                var high = Compare(left, "<=", bounds.Slice(i + 1, bounds.Count));
                return (SqlTruth)Math.Min((int)low, (int)high);
            }
        }

        return SqlTruth.Depends;
    }
}
