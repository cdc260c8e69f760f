namespace Hitl.SemanticKernel;

/// <summary>What makes a call risky. Flags count whatever the score is.</summary>
[Flags]
public enum RiskFlags
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>Deletes, overwrites or disables something.</summary>
    Destructive = 1 << 0,

    /// <summary>Moves, commits or refunds money.</summary>
    Financial = 1 << 1,

    /// <summary>Reaches people or systems outside: mail, messages, posts, uploads.</summary>
    External = 1 << 2,

    /// <summary>Changes who may do what: roles, grants, passwords, keys.</summary>
    Privilege = 1 << 3,

    /// <summary>Exposes personal data.</summary>
    Privacy = 1 << 4,

    /// <summary>Runs code, commands or free-form queries.</summary>
    CodeExecution = 1 << 5,

    /// <summary>Touches many things at once.</summary>
    Bulk = 1 << 6,

    /// <summary>Cannot be taken back.</summary>
    Irreversible = 1 << 7,

    /// <summary>Carries values that came from an untrusted source.</summary>
    Tainted = 1 << 8,
}
