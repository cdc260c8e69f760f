using System.Text.Json.Nodes;
using AgentDemo.Shop;

namespace AgentDemo.Agent;

/// <summary>Fills in the arguments of calls, from the request and from what other calls came back with.</summary>
internal static class StepArguments
{
    public static JsonObject? For(Step step) => step.Tool switch
    {
        OrdersPlugin.LookupTool => new JsonObject { ["orderId"] = step.Request.OrderId },
        OrdersPlugin.RefundTool => Refund(step),
        CustomersPlugin.DeleteTool => Delete(step),
        EmailPlugin.SendTool => Mail(step),
        _ => new JsonObject { ["sql"] = Sql(step) },
    };

    private static JsonObject? Refund(Step step)
    {
        decimal? amount = step.Request.Amount
            ?? (step.Needs?.Outcome?.Number("total") is { } total
                ? decimal.Round(total * step.Request.Portion, 2, MidpointRounding.AwayFromZero)
                : null);
        return amount is null ? null : new JsonObject { ["orderId"] = step.Request.OrderId, ["amount"] = amount };
    }

    private static JsonObject? Delete(Step step)
    {
        string? id = step.Request.CustomerId ?? OnlyRow(step.Needs)?["id"]?.ToString();
        return id is null ? null : new JsonObject { ["customerId"] = id };
    }

    private static JsonObject? Mail(Step step)
    {
        Request request = step.Request;
        string? to = request.Address ?? step.Needs?.Outcome?.Get("email") ?? OnlyRow(step.Needs)?["email"]?.ToString();
        return to is null ? null : new JsonObject
        {
            ["to"] = to,
            ["subject"] = request.Subject ?? (request.OrderId is null ? "A message from the shop" : $"Your order {request.OrderId}"),
            ["body"] = request.Body ?? $"Hello, we are taking care of {(request.OrderId is null ? "your request" : $"your order {request.OrderId}")}.",
        };
    }

    private static string Sql(Step step)
    {
        if (step.Request.Kind == RequestKind.Query)
        {
            return step.Request.Sql!;
        }

        string name = step.Request.CustomerName!.Replace("'", "''", StringComparison.Ordinal);
        return $"SELECT * FROM customers WHERE name LIKE '{name}%'";
    }

    private static JsonNode? OnlyRow(Step? query) => query?.Outcome?.Json?["rows"] is JsonArray { Count: 1 } rows ? rows[0] : null;
}
