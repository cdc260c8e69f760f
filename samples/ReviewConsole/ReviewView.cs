using System.Globalization;
using Hitl.SemanticKernel;
using Spectre.Console;

namespace ReviewConsole;

/// <summary>Shows one review with everything needed to decide.</summary>
internal static class ReviewView
{
    public static Panel Of(Review review)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Add("Review", $"{review.Id}  {review.Kind}");
        Add("Conversation", review.ThreadId);
        Add("For", review.UserId);
        Add("Question", review.Question?.Text);
        Add("Choices", review.Question is { Choices.Count: > 0 } question ? string.Join("\n", question.Choices) : null);
        Add("Tool", review.Tool);
        grid.AddRow(new Markup("[grey]Arguments[/]"), new Markup($"[aqua]{Safe.Json(review.Arguments)}[/]"));
        Add("Result", review.Result?.GetRawText());
        grid.AddRow(new Markup("[grey]Risk[/]"), new Markup($"{QueueView.Risk(review)} {Safe.Text(review.Risk.Flags == RiskFlags.None ? "" : review.Risk.Flags.ToString())}"));
        Add("Why", string.Join("\n", review.Risk.Reasons.Select(r => r.Text)));
        Add("Policy", review.PolicyReason);
        Add("Decided by", review.ReviewerGroups.Count == 0 ? null : $"{string.Join(" or ", review.ReviewerGroups)}: step {review.Step} of {review.Steps.Count}, {review.ApprovalsNeeded} more");
        Add("Deadline", review.Deadline is { } deadline ? $"{deadline:u} {review.OnDeadline}" : null);
        Add("Yours until", review.Claim?.Until.ToString("u", CultureInfo.InvariantCulture));
        foreach (var message in review.Conversation.Where(m => m.Text.Length > 0))
        {
            Add(message.Role.Value, message.Text);
        }

        foreach (ReviewDecision vote in review.Votes)
        {
            Add("Vote", $"{vote.Kind} by {vote.Reviewer.Name ?? vote.Reviewer.Id}: {vote.Comment}");
        }

        foreach (ReviewComment comment in review.Comments)
        {
            Add("Comment", $"{comment.Reviewer.Name ?? comment.Reviewer.Id}: {comment.Text}");
        }

        return new Panel(grid) { Header = new PanelHeader(" A person is asked "), Border = BoxBorder.Rounded, BorderStyle = new Style(Color.Yellow), Expand = true };

        void Add(string name, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                grid.AddRow(new Markup($"[grey]{Safe.Text(name)}[/]"), new Markup(Safe.Text(text)));
            }
        }
    }
}
