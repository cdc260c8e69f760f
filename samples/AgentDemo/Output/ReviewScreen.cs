using Spectre.Console;
using Spectre.Console.Rendering;

namespace AgentDemo.Output;

/// <summary>Shows one review with what a person needs to decide.</summary>
internal static class ReviewScreen
{
    public static void Write(IAnsiConsole console, ReviewDetailOutput review)
    {
        var parts = new List<IRenderable>
        {
            Screen.Fields(
            [
                ("Review", SafeText.Text(review.Id, "bold")),
                ("Conversation", SafeText.Text(review.ThreadId)),
                ("State", new Markup(Screen.State(review.State))),
                ("Asked", new Markup(Screen.Time(review.CreatedAt))),
                ("Tool", SafeText.Text(review.Tool, "bold")),
                .. review.Arguments.ValueKind == System.Text.Json.JsonValueKind.Object
                    ? review.Arguments.EnumerateObject().Select(a => ("  " + SafeText.Short(a.Name, 30), (IRenderable)SafeText.Text(SafeText.Value(a.Value), "aqua")))
                    : [],
                .. review.Result is { } result ? new (string, IRenderable)[] { ("Result", SafeText.Text(SafeText.Value(result), "aqua")) } : [],
                ("Risk", new Markup(Screen.Risk(review.Risk) + (review.Flags.Count == 0 ? "" : $"  {SafeText.Markup(string.Join(", ", review.Flags))}"))),
                ("Why", SafeText.Text(string.Join("\n", review.Reasons))),
                .. review.Trust is { } trust
                    ? new (string, IRenderable)[] { ("Trust", new Markup(Screen.Trust(trust))), ("Why", SafeText.Text(string.Join("\n", review.Evidence))) }
                    : [],
                ("Policy", SafeText.Text($"{review.Policy}{(review.PolicyVersion is { } version ? $" ({version})" : "")}")),
                .. review.ReviewerGroups.Count > 0 ? new (string, IRenderable)[] { ("Decided by", SafeText.Text(string.Join(" or ", review.ReviewerGroups))) } : [],
                .. review.Deadline is { } deadline ? new (string, IRenderable)[] { ("Deadline", new Markup($"{Screen.Time(deadline)}  {SafeText.Markup(review.OnDeadline)}")) } : [],
            ]),
        };

        if (review.Kind == "Outcome")
        {
            parts.Add(new Markup(
                "[red]Its process died while the call ran: nobody knows whether it happened.[/]\n"
                + "Find out, then: approve to run it again, respond with the result it had, or reject to leave it as it is."));
        }

        MessageOutput[] said = [.. review.Conversation.Where(message => message.Role != "system")];
        if (said.Length > 0)
        {
            parts.Add(new Rule("[grey]what was said last[/]") { Justification = Justify.Left, Style = new Style(Color.Grey) });
            parts.Add(HistoryScreen.Messages(said));
        }

        if (review.Batch.Count > 1)
        {
            parts.Add(new Rule("[grey]asked for together[/]") { Justification = Justify.Left, Style = new Style(Color.Grey) });
            parts.Add(HistoryScreen.Calls(review.Batch));
        }

        if (review.Decision is { } decision)
        {
            parts.Add(SafeText.Text($"{decision.Kind} by {decision.By}, {Screen.Time(decision.At)}. {decision.Text}", "green"));
        }

        console.Write(Screen.Framed(new Rows(parts), "A person is asked", Color.Yellow));
    }
}
