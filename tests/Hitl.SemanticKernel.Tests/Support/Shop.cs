using System.Collections.Concurrent;
using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Support;

/// <summary>Tools whose runs are counted.</summary>
internal sealed class Shop
{
    public ConcurrentQueue<string> Effects { get; } = new();

    [KernelFunction, Description("Looks an order up.")]
    public string Lookup(string orderId)
    {
        Effects.Enqueue($"lookup {orderId}");
        return $"order {orderId}: 12.50 EUR";
    }

    [KernelFunction, Description("Refunds an order."), Oversight(Flags = RiskFlags.Financial)]
    public string Refund(string orderId, decimal amount)
    {
        Effects.Enqueue(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"refund {orderId} {amount}"));
        return $"refunded {orderId}";
    }
}
