namespace Hitl.SemanticKernel;

/// <summary>Finds conditions that do not limit anything: <c>1=1</c>, <c>name = name</c>, <c>x IS NULL OR x IS NOT NULL</c>.</summary>
/// <remarks>It fails closed: a comparison of constants that it cannot work out counts as one that always holds.</remarks>
internal ref struct SqlCondition
{
    private const int MaxDepth = 40;
    private const int MaxLookahead = 64;

    private readonly SqlText _sql;
    private readonly int _depth;
    private int _at;

    private SqlCondition(SqlText sql, int depth)
    {
        _sql = sql;
        _depth = depth;
    }

    /// <summary>Works out a condition.</summary>
    public static SqlTruth Of(SqlText condition) => Of(condition, 0);

    /// <summary>Works out a condition inside another.</summary>
    public static SqlTruth Of(SqlText condition, int depth)
    {
        var reader = new SqlCondition(condition, depth);
        return depth > MaxDepth ? SqlTruth.Always : reader.Or();
    }

    private SqlTruth Or()
    {
        var truth = And(out var first);
        List<SqlComparison>? alternatives = null;
        while (_sql.Is(_at, "or") || _sql.IsSign(_at, "||") || _sql.Is(_at, "xor"))
        {
            if (alternatives is null)
            {
                alternatives = [];
                Add(alternatives, first);
            }

            _at++;
            var next = And(out var comparison);
            truth = (SqlTruth)Math.Max((int)truth, (int)next);
            Add(alternatives, comparison);
        }

        return alternatives is not null && Covers(alternatives) ? SqlTruth.Always : truth;
    }

    private static void Add(List<SqlComparison> alternatives, SqlComparison? comparison)
    {
        // Bounded, because each is held against each other.
        if (comparison is { } one && alternatives.Count < 64)
        {
            alternatives.Add(one);
        }
    }

    private readonly bool Covers(List<SqlComparison> alternatives)
    {
        for (var i = 0; i < alternatives.Count; i++)
        {
            for (var j = i + 1; j < alternatives.Count; j++)
            {
                if (SqlComparisons.CoverEverything(_sql, alternatives[i], alternatives[j]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private SqlTruth And(out SqlComparison? comparison)
    {
        var truth = Not(out comparison);
        while (_sql.Is(_at, "and") || _sql.IsSign(_at, "&&"))
        {
            _at++;
            truth = (SqlTruth)Math.Min((int)truth, (int)Not(out _));
            comparison = null;
        }

        return truth;
    }

    private SqlTruth Not(out SqlComparison? comparison)
    {
        var negated = false;
        for (; _sql.Is(_at, "not") || _sql.IsSign(_at, "!"); _at++)
        {
            negated = !negated;
        }

        var truth = Primary(out comparison);
        if (!negated)
        {
            return truth;
        }

        comparison = comparison?.Negated;
        var isAlways = truth == SqlTruth.Never || (comparison is { Operator: not "" } opposite && SqlComparisons.Holds(_sql, opposite, _depth) == SqlTruth.Always);
        return isAlways ? SqlTruth.Always : truth.Negated();
    }

    private SqlTruth Primary(out SqlComparison? comparison)
    {
        comparison = null;
        var start = _at;
        if (_sql.Is(_at, "exists"))
        {
            _at = Math.Min(_sql.Closing(_at + 1) + 1, _sql.Count);
            return SqlComparisons.AnyRow(_sql.Slice(start + 2, _at - 1), _depth);
        }

        if (_sql.IsSign(_at, "(") && _sql.Closing(_at) is var close && !_sql.Is(_at + 1, "select") && EndsOperand(close + 1) && !IsComparison(close + 1))
        {
            _at = Math.Min(close + 1, _sql.Count);
            var inner = new SqlCondition(_sql.Slice(0, close), _depth + 1) { _at = start + 1 };
            return _depth >= MaxDepth ? SqlTruth.Always : inner.Single(out comparison);
        }

        var middle = Operand();
        if (Operator() is not { } @operator)
        {
            // What is neither a comparison nor an operand is skipped, so that reading goes on.
            _at = Math.Max(_at, start + 1);
            return SqlComparisons.AsCondition(_sql.Slice(start, middle), _depth);
        }

        var right = _at;
        var to = Operand();
        if (@operator.EndsWith("between", StringComparison.Ordinal) && _sql.Is(_at, "and"))
        {
            _at++;
            to = Operand();
        }

        comparison = new SqlComparison(start, middle, right, to, @operator);
        return SqlComparisons.Holds(_sql, comparison.Value, _depth);
    }

    /// <summary>A condition in parentheses; a lone comparison in it is passed on, so that it can be held against others.</summary>
    private SqlTruth Single(out SqlComparison? comparison)
    {
        var (start, truth) = (_at, And(out comparison));
        if (_at < _sql.Count)
        {
            (_at, comparison) = (start, null);
            truth = Or();
        }

        return truth;
    }

    private int Operand()
    {
        var cases = 0;
        while (_at < _sql.Count && (cases > 0 || !EndsOperand(_at)))
        {
            cases += _sql.Is(_at, "case") ? 1 : _sql.Is(_at, "end") ? -1 : 0;
            _at = _sql.IsSign(_at, "(") ? Math.Min(_sql.Closing(_at) + 1, _sql.Count) : _at + 1;
        }

        return _at;
    }

    private readonly bool EndsOperand(int at) =>
        at >= _sql.Count
        || IsComparison(at)
        || _sql.Is(at, "and") || _sql.Is(at, "or") || _sql.Is(at, "xor") || _sql.IsSign(at, "&&") || _sql.IsSign(at, ")")
        || (_sql.IsSign(at, "||") && JoinsConditions(at));

    /// <summary>MySQL reads <c>||</c> as OR: it is one when a comparison follows it.</summary>
    private readonly bool JoinsConditions(int at)
    {
        for (var i = at + 1; i < Math.Min(_sql.Count, at + MaxLookahead) && !_sql.Is(i, "and") && !_sql.Is(i, "or"); i++)
        {
            if (IsComparison(i))
            {
                return true;
            }
        }

        return _sql.Kind(at + 1) == SqlTokenKind.Number || _sql.Is(at + 1, "true") || _sql.Is(at + 1, "not");
    }

    private readonly bool IsComparison(int at) =>
        (_sql.Kind(at) == SqlTokenKind.Sign && SqlOperators.Sign(_sql[at]) is not null)
        || SqlOperators.IsWord(_sql, _sql.Is(at, "not") ? at + 1 : at)
        || _sql.Is(at, "is");

    private string? Operator() => IsComparison(_at) ? SqlOperators.Read(_sql, ref _at) : null;
}
