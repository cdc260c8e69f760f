using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hitl.SemanticKernel;
using Microsoft.SemanticKernel;

namespace AgentDemo.Shop;

/// <summary>Customers: delete an account.</summary>
internal sealed class CustomersPlugin(EffectLog effects)
{
    public const string Name = "Customers";
    public const string DeleteTool = "Customers-Delete";

    [KernelFunction("Delete")]
    [Oversight(Risk = 0.9, Flags = RiskFlags.Destructive | RiskFlags.Irreversible | RiskFlags.Privacy)]
    [Description("Deletes a customer's account for good.")]
    public async Task<JsonElement> DeleteAsync(
        [Description("The customer's id, for example C-7.")] string customerId,
        CancellationToken cancellationToken)
    {
        ShopState shop = ShopState.After(await effects.ListAsync(cancellationToken));
        JsonObject customer = shop.Customer(customerId.Trim()) ?? throw new ShopException($"There is no customer {customerId}.");

        string id = customer["id"]!.GetValue<string>();
        await effects.RecordAsync(DeleteTool, new JsonObject { ["customerId"] = id });
        var deleted = new JsonObject { ["customerId"] = id, ["name"] = customer["name"]!.DeepClone(), ["deleted"] = true };
        return JsonSerializer.SerializeToElement(deleted, ShopJson.Default.JsonObject);
    }
}
