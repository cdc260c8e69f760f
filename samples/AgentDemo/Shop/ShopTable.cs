using System.Text.Json.Nodes;

namespace AgentDemo.Shop;

/// <summary>A small table in memory.</summary>
/// <param name="Columns">The names of the columns, in order.</param>
/// <param name="Rows">The rows; every row has every column.</param>
internal sealed record ShopTable(IReadOnlyList<string> Columns, List<JsonObject> Rows)
{
    public JsonObject? Find(string column, string value) =>
        Rows.Find(row => string.Equals(row[column]?.ToString(), value, StringComparison.OrdinalIgnoreCase));
}
