namespace Hitl.SemanticKernel;

/// <summary>What a token of SQL is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword or a plain name.</summary>
    Word,

    /// <summary>A quoted name.</summary>
    Name,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A parameter or variable.</summary>
    Parameter,

    /// <summary>An operator or other sign.</summary>
    Sign,
}

/// <summary>A token of SQL: where it stands in the text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last one.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End);
