namespace Hitl.SemanticKernel;

/// <summary>How much money one call may move.</summary>
/// <remarks>
/// The amount and its currency are looked for by name at any depth of the arguments, regardless of case; the currency beside the
/// amount, else at the top. An amount without a currency is held against the lowest limit. A text is read as an amount with its
/// currency (<c>EUR 1,200.50</c>, <c>$99</c>); where <c>1.200</c> could be either, the larger amount counts.
/// </remarks>
public sealed class AmountLimit
{
    /// <summary>The plugin's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Plugin { get; set; }

    /// <summary>The function's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Function { get; set; }

    /// <summary>The argument that holds the amount. Default <c>amount</c>.</summary>
    public string Argument { get; set; } = "amount";

    /// <summary>The argument that holds the currency. Default <c>currency</c>.</summary>
    public string CurrencyArgument { get; set; } = "currency";

    /// <summary>The currency that the limit is in, a code of three letters. Default <see langword="null"/>: any that no other limit names.</summary>
    public string? Currency { get; set; }

    /// <summary>The largest amount that is no risk, in the unit of the argument. Default 0.</summary>
    public decimal Limit { get; set; }
}
