using System.Text.Json.Nodes;

namespace AgentDemo.Shop;

/// <summary>The shop as it is after everything that the tools did.</summary>
internal sealed class ShopState
{
    private readonly Dictionary<string, ShopTable> _tables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["customers"] = Catalogue.Customers(),
        ["orders"] = Catalogue.Orders(),
    };

    public static ShopState After(IEnumerable<Effect> effects)
    {
        var state = new ShopState();
        foreach (Effect effect in effects)
        {
            state.Apply(effect);
        }

        return state;
    }

    public ShopTable Table(string name) =>
        _tables.TryGetValue(name, out ShopTable? table) ? table : throw new ShopException($"There is no table {name}.");

    public JsonObject? Order(string id) => _tables.GetValueOrDefault("orders")?.Find("id", id);

    public JsonObject? Customer(string id) => _tables.GetValueOrDefault("customers")?.Find("id", id);

    public void Drop(string name) => _tables.Remove(name);

    private void Apply(Effect effect)
    {
        switch (effect.Tool)
        {
            case OrdersPlugin.RefundTool when Order(effect.Arguments.GetProperty("orderId").GetString()!) is { } order:
                order["refunded"] = order["refunded"]!.GetValue<decimal>() + effect.Arguments.GetProperty("amount").GetDecimal();
                break;
            case CustomersPlugin.DeleteTool when Customer(effect.Arguments.GetProperty("customerId").GetString()!) is { } customer:
                Table("customers").Rows.Remove(customer);
                break;
            case DatabasePlugin.QueryTool:
                Change(effect.Arguments.GetProperty("sql").GetString()!);
                break;
        }
    }

    private void Change(string sql)
    {
        try
        {
            SqlStatement.Parse(sql).Change(this);
        }
        catch (ShopException)
        {
            // It ran when another process had just taken its table away: then it changed nothing.
        }
    }
}
