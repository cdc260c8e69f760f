using System.Globalization;
using Hitl.SemanticKernel;
using Spectre.Console;

namespace ReviewConsole;

/// <summary>Shows the queue.</summary>
internal static class QueueView
{
    public static Table Of(IReadOnlyList<Review> reviews, long pending, Reviewer reviewer)
    {
        var table = new Table { Border = TableBorder.Rounded, Expand = true, Title = new TableTitle($"[bold]{pending} wait[/]  {Safe.Text(reviewer.Name ?? reviewer.Id)} {Safe.Text(string.Join(", ", reviewer.Groups))}") };
        table.AddColumns("", "Tool", "Asked", "Risk", "Urgency", "Claimed by");
        for (int i = 0; i < reviews.Count; i++)
        {
            Review review = reviews[i];
            table.AddRow(
                i < 9 ? (i + 1).ToString(CultureInfo.InvariantCulture) : "",
                Safe.Line(review.Tool, 30),
                Safe.Line(review.Question?.Text ?? review.Arguments.GetRawText(), 60),
                Risk(review),
                Safe.Line(review.Urgency?.Reason, 80),
                Safe.Line(review.Claim?.Name ?? review.Claim?.ReviewerId, 20));
        }

        return table;
    }

    public static string Risk(Review review)
    {
        string number = review.Risk.Score.ToString("0.00", CultureInfo.InvariantCulture);
        return review.Risk.Score >= 0.7 ? $"[red]{number}[/]" : review.Risk.Score >= 0.4 ? $"[yellow]{number}[/]" : $"[green]{number}[/]";
    }
}
