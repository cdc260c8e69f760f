using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Docs;

#region tools
internal sealed class OrdersPlugin(IPayments payments)
{
    [KernelFunction, Description("Looks an order up."), Oversight(ReadOnly = true)]
    public static string Lookup(string orderId) => $"order {orderId}: 37.50 EUR";

    [KernelFunction, Description("Pays money back for an order."), Oversight(Risk = 0.8, Flags = RiskFlags.Financial)]
    public Task<string> Refund(string orderId, decimal amount) =>
        payments.RefundAsync(orderId, amount, idempotencyKey: CurrentCall.Value?.IdempotencyKey);
}
#endregion
