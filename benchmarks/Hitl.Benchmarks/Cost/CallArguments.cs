using System.Text;
using System.Text.Json;

namespace Hitl.Benchmarks.Cost;

/// <summary>Arguments of about 2 KB, of the kinds that calls have.</summary>
internal static class CallArguments
{
    private const int Size = 2_000;

    public static JsonElement Of(string kind) => JsonSerializer.SerializeToElement<Dictionary<string, object>>(kind switch
    {
        "a letter" => new()
        {
            ["ticketId"] = "T-16",
            ["customer"] = new { id = "C-112", email = "ana16@example.com", language = "de" },
            ["subject"] = "Your order 496: new cups are on their way",
            ["body"] = Repeat(i => $"Dear Ana, on day {i} you wrote that two cups arrived broken, and we promised new ones for your order. ")[..1_700],
            ["refund"] = 12.5,
            ["tags"] = (string[])["broken", "replacement", "goodwill"],
        },
        "prose" => new() { ["id"] = "T-16", ["text"] = Repeat(i => $"The customer wrote on day {i} that two cups arrived broken and asks what happens next with the order. ") },
        "structured" => new() { ["id"] = "T-16", ["items"] = Enumerable.Range(0, 30).Select(i => new { sku = $"SKU-{1000 + i}", quantity = i, note = "arrived broken", price = 12.5 }).ToArray() },
        "json text" => new() { ["id"] = "T-16", ["body"] = JsonSerializer.Serialize(Enumerable.Range(0, 30).Select(i => new { sku = $"SKU-{1000 + i}", quantity = i, note = "arrived broken", price = 12.5 })) },
        "sql" => new() { ["id"] = "T-16", ["query"] = $"SELECT id, status FROM orders WHERE id IN ({string.Join(", ", Enumerable.Range(10_000, 250))}) ORDER BY id" },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    });

    private static string Repeat(Func<int, string> sentence)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < Size; i++)
        {
            text.Append(sentence(i));
        }

        return text.ToString();
    }
}
