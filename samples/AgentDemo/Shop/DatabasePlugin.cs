using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hitl.SemanticKernel;
using Microsoft.SemanticKernel;

namespace AgentDemo.Shop;

/// <summary>SQL on the shop's tables. <see cref="ShopRules"/> says which statements need a person.</summary>
internal sealed class DatabasePlugin(EffectLog effects)
{
    public const string Name = "Database";
    public const string QueryTool = "Database-Query";

    [KernelFunction("Query")]
    [Oversight(Risk = 0.9, Flags = RiskFlags.CodeExecution)]
    [Description("Runs one SQL statement on the tables orders (id, customer, item, total, currency, status, refunded) and customers (id, name, email, city).")]
    public async Task<JsonElement> QueryAsync(
        [Description("The statement, for example SELECT * FROM orders WHERE customer = 'C-7'.")] string sql,
        CancellationToken cancellationToken)
    {
        ShopState shop = ShopState.After(await effects.ListAsync(cancellationToken));
        SqlStatement statement = SqlStatement.Parse(sql);
        JsonObject answer;
        if (statement.OnlyReads)
        {
            answer = new JsonObject { ["rows"] = statement.Read(shop) };
        }
        else
        {
            answer = new JsonObject { ["rowsAffected"] = statement.Change(shop) };
            await effects.RecordAsync(QueryTool, new JsonObject { ["sql"] = sql });
        }

        return JsonSerializer.SerializeToElement(answer, ShopJson.Default.JsonObject);
    }
}
