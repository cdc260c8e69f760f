using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hitl.SemanticKernel;
using Microsoft.SemanticKernel;

namespace AgentDemo.Shop;

/// <summary>Orders: look one up, pay money back.</summary>
internal sealed class OrdersPlugin(EffectLog effects)
{
    public const string Name = "Orders";
    public const string LookupTool = "Orders-Lookup";
    public const string RefundTool = "Orders-Refund";

    [KernelFunction("Lookup")]
    [Oversight(ReadOnly = true)]
    [Description("Looks up an order: what was bought, by whom, for how much, where it is and what was refunded.")]
    public async Task<JsonElement> LookupAsync(
        [Description("The order's number, for example 1042.")] string orderId,
        CancellationToken cancellationToken)
    {
        ShopState shop = ShopState.After(await effects.ListAsync(cancellationToken));
        JsonObject order = Find(shop, orderId);
        JsonObject? customer = shop.Customer(order["customer"]!.GetValue<string>());
        var found = (JsonObject)order.DeepClone();
        found["customerName"] = customer?["name"]?.DeepClone();
        found["email"] = customer?["email"]?.DeepClone();
        return JsonSerializer.SerializeToElement(found, ShopJson.Default.JsonObject);
    }

    [KernelFunction("Refund")]
    [Oversight(Risk = 0.8, Flags = RiskFlags.Financial | RiskFlags.Irreversible)]
    [Description("Pays money back for an order, to the card it was paid with.")]
    public async Task<JsonElement> RefundAsync(
        [Description("The order's number, for example 1042.")] string orderId,
        [Description("How much to pay back, in the order's currency.")] decimal amount,
        CancellationToken cancellationToken)
    {
        ShopState shop = ShopState.After(await effects.ListAsync(cancellationToken));
        JsonObject order = Find(shop, orderId);
        decimal total = order["total"]!.GetValue<decimal>();
        if (amount <= 0 || amount > total)
        {
            throw new ShopException($"Order {orderId} cost {total:0.00}: a refund is more than 0 and at most that.");
        }

        // What was refunded before is not looked at, on purpose: only then would a call that ran twice be seen.
        string id = order["id"]!.GetValue<string>();
        await effects.RecordAsync(RefundTool, new JsonObject { ["orderId"] = id, ["amount"] = amount });
        var refund = new JsonObject { ["orderId"] = id, ["refunded"] = amount, ["currency"] = order["currency"]!.GetValue<string>() };
        return JsonSerializer.SerializeToElement(refund, ShopJson.Default.JsonObject);
    }

    private static JsonObject Find(ShopState shop, string orderId) =>
        shop.Order(orderId.Trim().TrimStart('#')) ?? throw new ShopException($"There is no order {orderId}.");
}
