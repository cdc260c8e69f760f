namespace Hitl.SemanticKernel;

/// <summary>What a piece of an argument looks like.</summary>
[Flags]
internal enum PieceKinds : byte
{
    None = 0,

    /// <summary>It stands for one thing: an account, an order, an address, a file.</summary>
    Identifier = 1,

    /// <summary>It is an address that data can go to: a URL, a host.</summary>
    Place = 2,

    /// <summary>It is a mail address or a handle.</summary>
    Address = 4,

    /// <summary>It is a date, a time or a year, which needs no ground.</summary>
    Date = 8,

    /// <summary>It is of the kind that people keep to themselves: a long number, a mail address, a key.</summary>
    Sensitive = 16,
}
