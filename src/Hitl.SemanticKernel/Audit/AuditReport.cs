namespace Hitl.SemanticKernel;

/// <summary>What checking the audit log came to.</summary>
public sealed record AuditReport
{
    /// <summary>How many events were checked.</summary>
    public required long Events { get; init; }

    /// <summary>How many threads were checked.</summary>
    public required int Threads { get; init; }

    /// <summary>How many seals were checked.</summary>
    public required int Seals { get; init; }

    /// <summary>What is wrong; empty when nothing is.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsIntact => Findings.Count == 0;
}
