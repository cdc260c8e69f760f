namespace Hitl.SemanticKernel;

/// <summary>Where a value of a conversation was seen.</summary>
[Flags]
internal enum Sources : byte
{
    None = 0,

    /// <summary>The user or the system said it.</summary>
    Said = 1,

    /// <summary>A tool of the app's own systems returned it.</summary>
    Internal = 2,

    /// <summary>It stands in what others may have written to the user.</summary>
    Shared = 4,

    /// <summary>It stands in what anybody may have written.</summary>
    Public = 8,

    Trusted = Said | Internal,
    Untrusted = Shared | Public,
    All = Trusted | Untrusted,
}
