namespace Hitl.SemanticKernel;

/// <summary>What a condition comes to, without a database. The order matters: AND is the minimum, OR the maximum.</summary>
internal enum SqlTruth
{
    /// <summary>It holds for no row.</summary>
    Never,

    /// <summary>It depends on the row.</summary>
    Depends,

    /// <summary>It holds for every row, or for all but odd ones.</summary>
    Always,
}

/// <summary>Turns truths around.</summary>
internal static class SqlTruths
{
    /// <summary>What the negation of a condition comes to.</summary>
    public static SqlTruth Negated(this SqlTruth truth) => SqlTruth.Always - (int)truth;
}
