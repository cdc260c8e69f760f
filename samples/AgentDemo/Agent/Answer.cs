using System.Globalization;
using System.Text.Json.Nodes;
using AgentDemo.Memory;
using AgentDemo.Shop;

namespace AgentDemo.Agent;

/// <summary>Writes the model's answer from what the calls came back with.</summary>
internal static class Answer
{
    private const string Help =
        "I can look up orders, refund them, delete customer accounts, send mails and query the shop's database. "
        + "Which order or customer is it about, and what shall I do?";

    private const string NotRun = "The call was not run: ";
    private const string Error = "Error: ";

    /// <param name="plan">The calls and what came of them.</param>
    /// <param name="lastUserText">The person's words.</param>
    /// <param name="remembered">What memory gave for them.</param>
    public static string For(Plan plan, string lastUserText, IReadOnlyList<string> remembered)
    {
        if (plan.Steps.Count == 0)
        {
            return lastUserText.Contains("thank", StringComparison.OrdinalIgnoreCase) ? "You are welcome."
                : lastUserText.Contains('?', StringComparison.Ordinal) && remembered.Count > 0 ? $"I remember this: {string.Join(' ', remembered)}"
                : Facts.In(lastUserText).Count > 0 ? "I will remember that."
                : Help;
        }

        IEnumerable<string> sentences = plan.Steps
            .Where(step => !OnlyPrepares(plan, step))
            .Select(Sentence);
        return string.Join(Environment.NewLine, sentences);
    }

    /// <summary>A look-up that another call needed, and got what it needed from, is not worth a sentence.</summary>
    private static bool OnlyPrepares(Plan plan, Step step) =>
        step.Outcome?.Json is not null && plan.Steps.Any(other => other.Needs == step && other.CallId is not null);

    private static string Sentence(Step step)
    {
        if (step.CallId is null)
        {
            return step.Arguments() is null ? Missing(step) : $"I have no tool for this here: {Subject(step)}.";
        }

        return step.Outcome switch
        {
            null => $"I have no result for this: {Subject(step)}.",
            { Json: { } json } outcome => Done(step, json, outcome) + (outcome.Changed ? " A reviewer had changed what I proposed." : ""),
            { Text.Length: 0 } => $"Done: {Subject(step)}.",
            { } outcome => $"{Capitalized(Subject(step))} {InPlaceOfResult(outcome.Text)}",
        };
    }

    private static string InPlaceOfResult(string text) =>
        text.StartsWith(NotRun, StringComparison.Ordinal) ? "did not happen: " + text[NotRun.Length..]
        : text.StartsWith(Error, StringComparison.Ordinal) ? "did not work: " + text[Error.Length..]
        : "was answered: " + text;

    private static string Done(Step step, JsonObject json, ToolOutcome outcome) => step.Tool switch
    {
        OrdersPlugin.LookupTool when json["item"] is not null => Order(outcome),
        OrdersPlugin.RefundTool when outcome.Number("refunded") is { } refunded => $"I refunded {Money(refunded)} on order {outcome.Get("orderId")}.",
        CustomersPlugin.DeleteTool when json["deleted"] is not null => $"The account of {outcome.Get("name")} ({outcome.Get("customerId")}) is deleted.",
        EmailPlugin.SendTool when json["sent"] is not null => $"I sent \"{outcome.Get("subject")}\" to {outcome.Get("to")}.",
        DatabasePlugin.QueryTool when json["rows"] is JsonArray rows => Rows(rows),
        DatabasePlugin.QueryTool when json["rowsAffected"] is not null => $"The statement ran; rows affected: {outcome.Get("rowsAffected")}.",
        _ => $"{Capitalized(Subject(step))}: {outcome.Text}",
    };

    private static string Order(ToolOutcome o)
    {
        string refunded = o.Number("refunded") is > 0 and { } sum ? $", {Money(sum)} of it refunded" : "";
        return $"Order {o.Get("id")}: {o.Get("item")} for {o.Get("customerName") ?? o.Get("customer")}, {Money(o.Number("total") ?? 0)}{refunded}, {o.Get("status")}.";
    }

    private static string Rows(JsonArray rows)
    {
        const int Shown = 20;
        IEnumerable<string> lines = rows.Take(Shown).OfType<JsonObject>()
            .Select(row => "- " + string.Join(", ", row.Select(cell => $"{cell.Key}: {cell.Value}")));
        string count = rows.Count == 1 ? "One row" : $"{rows.Count} rows";
        return rows.Count == 0 ? "No row matches." : $"{count}:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }

    private static string Missing(Step step) => step.Tool switch
    {
        OrdersPlugin.RefundTool => $"I did not refund order {step.Request.OrderId}: I could not find out what it cost. How much shall it be?",
        CustomersPlugin.DeleteTool => $"I did not delete an account: I could not tell which customer \"{step.Request.CustomerName}\" is. What is the customer's id?",
        EmailPlugin.SendTool => "I did not send a mail: I do not know the address. To whom shall I send it?",
        _ => $"I could not do this: {Subject(step)}.",
    };

    private static string Subject(Step step) => step.Tool switch
    {
        OrdersPlugin.LookupTool => $"the look-up of order {step.Request.OrderId}",
        OrdersPlugin.RefundTool => $"the refund of order {step.Request.OrderId}",
        CustomersPlugin.DeleteTool => $"the deletion of customer {step.Request.CustomerId ?? step.Request.CustomerName}",
        EmailPlugin.SendTool => $"the mail{(step.Arguments()?["to"] is { } to ? $" to {to}" : "")}",
        _ => "the database query",
    };

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Money(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00} {Catalogue.Currency}");
}
