using Spectre.Console;

namespace AgentDemo.Output;

/// <summary>Shows the reviews that wait.</summary>
internal static class ReviewListScreen
{
    public static void Write(IAnsiConsole console, IReadOnlyList<ReviewOutput> reviews)
    {
        if (reviews.Count == 0)
        {
            console.MarkupLine("[grey]Nothing waits for a person.[/]");
            return;
        }

        Table table = Screen.List("Tool", "Arguments", "Risk", "Conversation");
        foreach (ReviewOutput review in reviews)
        {
            table.AddRow(
                SafeText.Markup(review.Tool),
                SafeText.Short(SafeText.Arguments(review.Arguments), 200),
                Screen.Risk(review.Risk),
                SafeText.Short(review.ThreadId, 60));
        }

        console.Write(table);

        // On lines of their own, never wrapped: ids are there to be copied.
        foreach (ReviewOutput review in reviews)
        {
            string outcome = review.Kind == "Outcome" ? " [red](it was running when its process died: did it happen?)[/]" : "";
            console.MarkupLine($"[grey]review[/] {SafeText.Short(review.Id, 300)} [grey]{SafeText.Markup(review.Tool)}[/]{outcome}");
        }
    }
}
