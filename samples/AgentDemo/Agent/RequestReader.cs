using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentDemo.Agent;

/// <summary>Reads what a message asks for.</summary>
internal static partial class RequestReader
{
    /// <param name="message">The person's words.</param>
    /// <param name="lastOrder">The order that the conversation was last about, for "refund it".</param>
    public static IReadOnlyList<Request> Read(string message, string? lastOrder)
    {
        var requests = new List<Request>();
        IReadOnlyList<Clause> clauses = ClauseSplitter.Split(message);
        lastOrder = clauses is [var first, ..] ? LastOrderIn(message[..first.Start]) ?? lastOrder : lastOrder;
        foreach (Clause clause in clauses)
        {
            foreach (Request request in Read(clause, lastOrder))
            {
                requests.Add(request);
                lastOrder = request.OrderId ?? lastOrder;
            }
        }

        // "Where is order 1042?" asks for a look-up in words that no list of verbs has.
        return clauses.Count > 0
            ? requests
            : [.. OrdersIn(message).Select(id => new Request(RequestKind.Lookup) { OrderId = id })];
    }

    public static string? LastOrderIn(string text) => OrdersIn(text) is [.., var last] ? last : null;

    private static IEnumerable<Request> Read(Clause clause, string? lastOrder) => clause.Kind switch
    {
        RequestKind.Lookup => Orders(clause.Text, lastOrder).Select(id => new Request(RequestKind.Lookup) { OrderId = id }),
        RequestKind.Refund => Refunds(clause.Text, lastOrder),
        RequestKind.Delete => Deletions(clause.Text),
        RequestKind.Mail => [Mail(clause.Text, lastOrder)],
        _ => [new Request(RequestKind.Query) { Sql = SqlLeadIn().Replace(clause.Text, "").Trim(' ', '"', '`', '“', '”') }],
    };

    private static IEnumerable<Request> Refunds(string text, string? lastOrder)
    {
        List<string> orders = Orders(text, lastOrder);
        string rest = OrderNumbers().Replace(text, " ");
        if (orders.Count > 0 && BareNumber().Match(rest) is { Success: true } bare && bare.Value == orders[0])
        {
            rest = rest.Remove(bare.Index, bare.Length);
        }

        decimal[] amounts = [.. Amount().Matches(rest).Select(match => Number(match.Groups["amount"].Value))];
        decimal portion = Half().IsMatch(text) ? 0.5m : 1;
        return orders.Select((id, index) => new Request(RequestKind.Refund)
        {
            OrderId = id,
            Amount = amounts.Length == 0 ? null : amounts.Length == orders.Count ? amounts[index] : amounts[0],
            Portion = portion,
        });
    }

    private static decimal Number(string text) =>
        decimal.Parse(text.Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture);

    private static IEnumerable<Request> Deletions(string text)
    {
        MatchCollection ids = CustomerIds().Matches(text);
        if (ids.Count > 0)
        {
            return ids.Select(id => new Request(RequestKind.Delete) { CustomerId = id.Value.ToUpperInvariant() });
        }

        if (OrdersIn(text) is { Count: > 0 } orders)
        {
            // No tool deletes an order; the database can.
            return orders.Select(id => new Request(RequestKind.Query) { Sql = $"DELETE FROM orders WHERE id = '{id}'" });
        }

        Match name = CustomerName().Match(text);
        return name.Success ? [new Request(RequestKind.Delete) { CustomerName = name.Groups["name"].Value }] : [];
    }

    private static Request Mail(string text, string? lastOrder)
    {
        Match address = Address().Match(text);
        Match subject = Subject().Match(text);
        string rest = subject.Success ? text.Remove(subject.Index, subject.Length) : text;
        if (address.Success)
        {
            int at = rest.IndexOf(address.Value, StringComparison.Ordinal);
            rest = at < 0 ? rest : rest[(at + address.Length)..];
        }

        Match body = Body().Match(rest);
        Match name = address.Success ? Match.Empty : CustomerName().Match(text);
        return new Request(RequestKind.Mail)
        {
            Address = address.Success ? address.Value : null,
            CustomerName = name.Success ? name.Groups["name"].Value : null,
            OrderId = OrdersIn(text) is [var order, ..] ? order : lastOrder,
            Subject = subject.Success ? subject.Groups["subject"].Value.Trim() : null,
            Body = body.Success && body.Groups["body"].Value.Trim().Length > 0 ? body.Groups["body"].Value.Trim() : null,
        };
    }

    private static List<string> Orders(string text, string? lastOrder)
    {
        List<string> named = OrdersIn(text);
        if (named.Count > 0)
        {
            return named;
        }

        Match bare = BareNumber().Match(text);
        return bare.Success ? [bare.Value] : lastOrder is not null ? [lastOrder] : [];
    }

    private static List<string> OrdersIn(string text) =>
        [.. OrderNumbers().Matches(text).SelectMany(match => match.Groups["id"].Captures).Select(id => id.Value).Distinct()];

    private const RegexOptions Lenient = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private const string Id = @"(?<id>\d{3,12})(?![\d]|[.,]\d)";

    [GeneratedRegex(@"(?:\border(?:s)?\s*(?:numbers?|no\.?|ids?)?\s*#?|#)\s*" + Id + @"(?:\s*(?:,|and|&|,\s*and)\s*#?" + Id + @"(?!\s*(?:eur|euros?|usd|dollars?|€|\$)))*", Lenient)]
    private static partial Regex OrderNumbers();

    [GeneratedRegex(@"(?<![\d.,$€-])\d{3,12}(?![\d]|[.,]\d|\s*(?:eur|euros?|usd|dollars?|€|\$))", Lenient)]
    private static partial Regex BareNumber();

    [GeneratedRegex(@"(?<![\w.,-])(?:eur|€|\$|usd)?\s*(?<amount>-?\d{1,9}(?:[.,]\d{1,2})?)(?![\w]|[.,]\d|\s+(?!eur|usd|dollars?|for|on|of|to|from|please|and|back|because|in|so|as)\p{L})", Lenient)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\bhalf\b", Lenient)]
    private static partial Regex Half();

    [GeneratedRegex(@"\bC-\d{1,9}\b", Lenient)]
    private static partial Regex CustomerIds();

    [GeneratedRegex(@"(?:(?i:customer|account\s+of|user|to|tell|inform|notify|e-?mail|mail|write|delete|remove|erase)\s+)+(?<name>(?!C-\d)\p{Lu}\p{Ll}+(?:\s+\p{Lu}\p{Ll}+)*)")]
    private static partial Regex CustomerName();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", Lenient)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?:with\s+)?(?:the\s+)?subject\s*:?\s*[""“](?<subject>[^""”]*)[""”]\s*(?:,|and)?", Lenient)]
    private static partial Regex Subject();

    [GeneratedRegex(@"(?:\b(?:saying|says|say|that|text|body|message)\b\s*:?|:)\s*(?:[""“`](?<body>[^""”`]*)[""”`]|(?<body>.+?)[\s,;]*$)|[""“`](?<body>[^""”`]*)[""”`]", Lenient | RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex(@"^\s*(?:run|execute|query|sql)\b(?:\s+(?:this|the|sql|query|statement))*\s*:?", Lenient)]
    private static partial Regex SqlLeadIn();
}
