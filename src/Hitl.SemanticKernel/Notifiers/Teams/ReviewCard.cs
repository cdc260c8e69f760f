using System.Globalization;
using System.Text.Json.Nodes;

namespace Hitl.SemanticKernel;

/// <summary>Adaptive Cards 1.5. All text stands in text runs, which know no markdown.</summary>
internal static class ReviewCard
{
    public static JsonObject Of(Notification notification, CardDetail detail)
    {
        var summary = notification.Summary;
        var body = new JsonArray(Block(Run(Title(notification.Kind), weight: "Bolder", size: "Large")));
        if (notification.Kind is not (NotificationKinds.ReviewOpened or NotificationKinds.ReviewEscalated) || summary is null)
        {
            body.Add(Block(Run(notification.Text)));
        }
        else
        {
            Describe(body, summary, detail);
        }

        var card = new JsonObject { ["type"] = "AdaptiveCard", ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["version"] = "1.5", ["body"] = body, ["fallbackText"] = Title(notification.Kind) };
        if (summary?.Url is { } url)
        {
            card["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open the review", ["url"] = url.AbsoluteUri });
        }

        return card;
    }

    private static string Title(NotificationKinds kind) => kind switch
    {
        NotificationKinds.ReviewOpened => "A review waits for a decision",
        NotificationKinds.ReviewEscalated => "A review was passed on and waits for a decision",
        NotificationKinds.ReviewExpired => "Nobody decided in time",
        NotificationKinds.ReviewDecided => "A review was decided",
        NotificationKinds.Stopped => "An agent was stopped",
        _ => "A stop was lifted",
    };

    private static void Describe(JsonArray body, ReviewSummary summary, CardDetail detail)
    {
        body.Add(Block(Run(summary.Tool, weight: "Bolder"), Run(Question(summary.Kind))));
        if (summary.Description is { } description && detail != CardDetail.Least)
        {
            body.Add(Block(Run(description, isSubtle: true)));
        }

        body.Add(Section("Held because", [summary.PolicyReason]));
        if (detail != CardDetail.Least)
        {
            Contents(body, summary);
        }

        body.Add(Section(string.Create(CultureInfo.InvariantCulture, $"Risk {summary.Risk:0.##}{(summary.Flags == RiskFlags.None ? string.Empty : $" ({summary.Flags})")}"), Some(summary.RiskReasons, detail)));
        if (summary.Trust is { } trust)
        {
            body.Add(Section(string.Create(CultureInfo.InvariantCulture, $"Trust {trust:0.##}"), Some(summary.TrustReasons, detail)));
        }

        if (summary.ReviewerGroups.Count > 0 && detail != CardDetail.Least)
        {
            body.Add(Section("May be decided by", [string.Join(", ", summary.ReviewerGroups)]));
        }

        if (summary.Deadline is { } deadline)
        {
            body.Add(Section("Until", [string.Create(CultureInfo.InvariantCulture, $"{deadline.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")]));
        }

        if (detail == CardDetail.All && summary.Conversation.Count > 0)
        {
            body.Add(Heading("Conversation"));
            foreach (var message in summary.Conversation)
            {
                body.Add(Block(Run(message.Role + ": ", weight: "Bolder"), Run(message.Text)));
            }
        }

        body.Add(Block(Run($"{summary.ReviewId}, thread {summary.ThreadId}", isSubtle: true)));
    }

    private static void Contents(JsonArray body, ReviewSummary summary)
    {
        body.Add(Heading(summary.Arguments.Count == 0 ? "No arguments" : "Arguments"));
        foreach (var argument in summary.Arguments)
        {
            body.Add(Block(Run(argument.Name + ": ", weight: "Bolder"), Run(argument.Value, fontType: "Monospace")));
        }

        if (summary.OtherArguments > 0)
        {
            body.Add(Block(Run(string.Create(CultureInfo.InvariantCulture, $"and {summary.OtherArguments} more"), isSubtle: true)));
        }

        if (summary.Result is { } result)
        {
            body.Add(Heading("Result"));
            body.Add(Block(Run(result, fontType: "Monospace")));
        }
    }

    private static IReadOnlyList<string> Some(IReadOnlyList<string> reasons, CardDetail detail) => detail == CardDetail.Least ? [.. reasons.Take(2)] : reasons;

    private static string Question(ReviewKind kind) => kind switch
    {
        ReviewKind.Outcome => " was interrupted: did it take effect?",
        ReviewKind.Result => " returned something: may the model be told?",
        ReviewKind.Question => ": the agent asks people",
        ReviewKind.Output => ": may this be given out?",
        _ => " is to run",
    };

    private static JsonObject Heading(string text)
    {
        var heading = Block(Run(text, weight: "Bolder"));
        heading["separator"] = true;
        return heading;
    }

    private static JsonObject Section(string title, IReadOnlyList<string> lines)
    {
        var section = Block([Run(title, weight: "Bolder"), .. lines.Select(line => Run("\n" + line))]);
        section["separator"] = true;
        return section;
    }

    private static JsonObject Block(params JsonObject[] runs) => new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray([.. runs]) };

    private static JsonObject Run(string text, string? weight = null, string? size = null, string? fontType = null, bool isSubtle = false)
    {
        // Two braces would begin a function of the card's text.
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = text.Replace("{{", "{\u200b{", StringComparison.Ordinal) };
        foreach (var (name, value) in new[] { ("weight", weight), ("size", size), ("fontType", fontType) })
        {
            if (value is not null)
            {
                run[name] = value;
            }
        }

        if (isSubtle)
        {
            run["isSubtle"] = true;
        }

        return run;
    }
}
