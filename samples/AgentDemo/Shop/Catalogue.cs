using System.Text.Json.Nodes;

namespace AgentDemo.Shop;

/// <summary>What the shop starts with: always the same customers and orders.</summary>
internal static class Catalogue
{
    public const string Currency = "EUR";

    private static readonly (string Id, string Name, string City)[] CustomerRows =
    [
        ("C-1", "Jonas Weber", "Hamburg"),
        ("C-2", "Mei Tanaka", "Osaka"),
        ("C-3", "Lucía Romero", "Sevilla"),
        ("C-4", "Tom Baker", "Leeds"),
        ("C-5", "Amina Diallo", "Dakar"),
        ("C-6", "Piotr Nowak", "Gdańsk"),
        ("C-7", "Ana Ferreira", "Porto"),
        ("C-8", "Elin Larsson", "Uppsala"),
    ];

    private static readonly (int Id, string Customer, string Item, decimal Total, string Status)[] OrderRows =
    [
        (1040, "C-1", "Chef's knife, 20 cm", 74.00m, "delivered"),
        (1041, "C-2", "Cast iron teapot", 58.50m, "shipped"),
        (1042, "C-7", "Espresso cups, set of 4", 37.50m, "delivered"),
        (1043, "C-3", "Olive wood board", 42.90m, "delivered"),
        (1044, "C-4", "Pepper mill", 29.95m, "in the warehouse"),
        (1045, "C-5", "Linen apron", 34.00m, "shipped"),
        (1046, "C-7", "Milk frother", 24.90m, "shipped"),
        (1047, "C-6", "Copper pan, 28 cm", 189.00m, "delivered"),
        (1048, "C-8", "Rolling pin", 18.20m, "returned"),
        (1049, "C-1", "Whetstone 1000/6000", 46.75m, "in the warehouse"),
    ];

    public static ShopTable Customers() => new(
        ["id", "name", "email", "city"],
        [.. CustomerRows.Select(c => new JsonObject
        {
            ["id"] = c.Id,
            ["name"] = c.Name,
            ["email"] = EmailOf(c.Name),
            ["city"] = c.City,
        })]);

    public static ShopTable Orders() => new(
        ["id", "customer", "item", "total", "currency", "status", "refunded"],
        [.. OrderRows.Select(o => new JsonObject
        {
            ["id"] = $"{o.Id}",
            ["customer"] = o.Customer,
            ["item"] = o.Item,
            ["total"] = o.Total,
            ["currency"] = Currency,
            ["status"] = o.Status,
            ["refunded"] = 0m,
        })]);

    private static string EmailOf(string name)
    {
        string first = name.Split(' ')[0].ToLowerInvariant().Replace('í', 'i');
        return $"{first}@example.com";
    }
}
