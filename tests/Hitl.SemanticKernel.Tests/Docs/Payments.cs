namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>A payment service that takes idempotency keys, as the examples need it.</summary>
internal interface IPayments
{
    Task<string> RefundAsync(string orderId, decimal amount, string? idempotencyKey);
}

/// <summary>Remembers what it was asked for.</summary>
internal sealed class Payments : IPayments
{
    public List<(string OrderId, decimal Amount, string? Key)> Refunds { get; } = [];

    public Task<string> RefundAsync(string orderId, decimal amount, string? idempotencyKey)
    {
        Refunds.Add((orderId, amount, idempotencyKey));
        return Task.FromResult("refunded");
    }
}
