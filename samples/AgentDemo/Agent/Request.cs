namespace AgentDemo.Agent;

/// <summary>One thing that a message asks for.</summary>
internal sealed record Request(RequestKind Kind)
{
    public string? OrderId { get; init; }

    /// <summary>How much to refund; <see langword="null"/> when the order has to be looked up for it.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The part of the order's total to refund when there is no <see cref="Amount"/>.</summary>
    public decimal Portion { get; init; } = 1;

    public string? CustomerId { get; init; }

    public string? CustomerName { get; init; }

    public string? Address { get; init; }

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public string? Sql { get; init; }
}
