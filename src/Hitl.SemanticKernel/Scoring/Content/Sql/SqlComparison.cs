namespace Hitl.SemanticKernel;

/// <summary>One comparison of a condition.</summary>
/// <param name="From">The first token of the left side.</param>
/// <param name="Middle">The token after the left side.</param>
/// <param name="Right">The first token of the right side.</param>
/// <param name="To">The token after the right side.</param>
/// <param name="Operator">The operator, in one spelling.</param>
internal readonly record struct SqlComparison(int From, int Middle, int Right, int To, string Operator)
{
    /// <summary>The comparison that holds where this one does not.</summary>
    public SqlComparison Negated => this with { Operator = Opposite(Operator) };

    /// <summary>The operator that holds where another does not; empty when there is none.</summary>
    public static string Opposite(string @operator) => @operator switch
    {
        "=" => "<>",
        "<>" => "=",
        "<" => ">=",
        ">=" => "<",
        ">" => "<=",
        "<=" => ">",
        "null" => "not null",
        "not null" => "null",
        "like" => "not like",
        "not like" => "like",
        "in" => "not in",
        "not in" => "in",
        "between" => "not between",
        "not between" => "between",
        _ => "",
    };
}
