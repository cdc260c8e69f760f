using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel.Tests.Notifiers;

/// <summary>What a card shows of a review, and what it does not.</summary>
public class CardTests
{
    private const string Link = "https://desk.example.com/reviews/{reviewId}";

    [Theory]
    [InlineData(ReviewKind.Call)]
    [InlineData(ReviewKind.Outcome)]
    [InlineData(ReviewKind.Result)]
    [InlineData(ReviewKind.Output)]
    [InlineData(ReviewKind.Question)]
    public void The_card_of_each_kind_of_review_fits_the_schema(ReviewKind kind)
    {
        var json = CardOf(ReviewOf("""{"orderId":"1042","amount":12.50,"lines":[{"note":"two\nlines"}]}""") with { Kind = kind, Result = JsonElement.Parse("\"done\"") });
        Assert.Equal([], CardSchema.Problems(json));
        var texts = CardSchema.TextsOf(json);
        foreach (var expected in new[] { "Orders-Refund", "12.50", "1042", "done", "Risk 0.9 (Financial, Irreversible)", "\nIt is money.", "Trust 0.25", "\nThe amount is in no message.", "\nA risk of 0.9 waits.", "finance", "Refund my order.", "user: " })
        {
            Assert.Contains(texts, t => t.Contains(expected, StringComparison.Ordinal));
        }

        Assert.Equal("https://desk.example.com/reviews/r5-a5n21emzt2j5ymdh", json.GetProperty("attachments")[0].GetProperty("content").GetProperty("actions")[0].GetProperty("url").GetString());
    }

    [Theory]
    [InlineData(NotificationKinds.ReviewExpired)]
    [InlineData(NotificationKinds.ReviewDecided)]
    [InlineData(NotificationKinds.Stopped)]
    [InlineData(NotificationKinds.StopLifted)]
    public void The_card_of_each_other_notification_fits_the_schema_too(NotificationKinds kind)
    {
        var json = CardOf(kind < NotificationKinds.Stopped ? ReviewOf("{}") : null, kind);
        Assert.Equal([], CardSchema.Problems(json));
        Assert.Contains("what happened", CardSchema.TextsOf(json));
    }

    [Fact]
    public void The_schema_of_the_test_finds_what_is_no_card()
    {
        var json = JsonNode.Parse(CardOf(ReviewOf("{}")).GetRawText())!;
        json["attachments"]![0]!["content"]!["body"]![0]!["type"] = "TextBlok";
        Assert.NotEmpty(CardSchema.Problems(JsonElement.Parse(json.ToJsonString())));
    }

    [Theory]
    [InlineData("body", """[{ "type": "TextBlok", "text": "a" }]""")]
    [InlineData("body", """[{ "type": "TextBlock", "text": 1 }]""")]
    [InlineData("body", """[{ "type": "RichTextBlock" }]""")]
    [InlineData("body", """[{ "type": "RichTextBlock", "inlines": [{ "type": "TextRun", "text": "a", "weight": "heavy" }] }]""")]
    [InlineData("actions", """[{ "type": "Action.OpenUrl", "title": "Open" }]""")]
    [InlineData("version", "1.5")]
    public void The_published_schema_finds_what_is_no_card(string property, string value)
    {
        var json = JsonNode.Parse(CardOf(ReviewOf("{}")).GetRawText())!["attachments"]![0]!["content"]!;
        json[property] = JsonNode.Parse(value);
        Assert.NotEmpty(CardSchema.ProblemsOfCard(JsonElement.Parse(json.ToJsonString())));
    }

    [Fact]
    public void Credentials_and_personal_numbers_are_hidden_wherever_they_stand()
    {
        var review = ReviewOf("""
            {
              "password": "hunter2hunter2",
              "note": "first line\nthe key is AKIAIOSFODNN7EXAMPLE here\nlast line",
              "account": "DE89 3704 0044 0532 0130 00",
              "card": 4111111111111111,
              "nested": { "api_key": "abcdefghijklmnop", "list": ["GB29 NWBK 6016 1331 9268 19", "plain"], "n": 7 }
            }
            """) with
        {
            Conversation = [new(ChatRole.User, "my password: s3cretPassw0rd!"), new(ChatRole.User, "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----")],
        };
        var card = CardOf(review).GetRawText();
        foreach (var secret in new[] { "hunter2", "AKIAIOSFODNN7", "3704", "4111111111111111", "abcdefghijklmnop", "NWBK", "s3cret", "MIIEvQ" })
        {
            Assert.DoesNotContain(secret, card, StringComparison.Ordinal);
        }

        foreach (var shown in new[] { "first line", "last line", "plain", "[hidden" })
        {
            Assert.Contains(shown, card, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_apps_own_redaction_is_applied_to_every_text()
    {
        var card = CardOf(ReviewOf("""{"name":"Ana Silva","deep":["Ana Silva"]}"""), redact: t => t.Replace("Ana Silva", "<name>", StringComparison.Ordinal)).GetRawText();
        Assert.DoesNotContain("Ana Silva", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_a_text_is_markup_or_hides()
    {
        const string Evil = "[click](https://evil.example) **bold** <b>x</b> {{DATE(2026-01-01T00:00:00Z)}}\u202Etxt\u0007\u001b[31m\u2066\u200b\r\nnext";
        var review = ReviewOf(new JsonObject { ["text"] = Evil, [Evil] = "name" }.ToJsonString()) with { Tool = "Evil-" + Evil, Description = Evil, PolicyReason = Evil, ThreadId = Evil };
        var json = CardOf(review);
        Assert.Equal([], CardSchema.Problems(json));
        foreach (var text in CardSchema.TextsOf(json))
        {
            Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2066');
            Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        }

        // Markdown is text in a text run, and JSON has no angle brackets that a page could take for markup.
        Assert.Contains("[click](https://evil.example) **bold**", string.Concat(CardSchema.TextsOf(json)), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", json.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("語")]
    [InlineData("😀")]
    public void A_card_is_never_too_long_for_Teams(string letter)
    {
        var text = string.Concat(Enumerable.Repeat(letter, 20_000 / letter.Length));
        var arguments = new JsonObject(Enumerable.Range(0, 50).Select(i => KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"a{i}-{text[..1000]}"), (JsonNode?)text)));
        var review = ReviewOf(arguments.ToJsonString()) with
        {
            Tool = text,
            Description = text,
            PolicyReason = text,
            ThreadId = text,
            ReviewerGroups = [.. Enumerable.Repeat("g", 30)],
            Risk = new RiskAssessment { Score = 1, Reasons = [.. Enumerable.Range(0, 30).Select(_ => new RiskReason("x", text))] },
            Conversation = [.. Enumerable.Range(0, 20).Select(_ => new ChatMessage(ChatRole.User, text))],
        };
        var json = CardOf(review);
        Assert.Equal([], CardSchema.Problems(json));
        Assert.InRange(Encoding.UTF8.GetByteCount(json.GetRawText()), 1, TeamsMessage.MaxLength);
    }

    private static JsonElement CardOf(Review? review, NotificationKinds kind = NotificationKinds.ReviewOpened, Func<string, string>? redact = null)
    {
        var summaries = new ReviewSummaries(new NotifierOptions { ReviewUrl = Link, Redact = redact });
        return JsonElement.Parse(TeamsMessage.Write(new Notification
        {
            Id = "msg_1",
            Kind = kind,
            Event = new OversightEvent { Number = 1, Kind = EventKinds.CallsRecorded, At = DateTimeOffset.UnixEpoch, Actor = EventActor.Agent, Hash = "00" },
            Review = review,
            Summary = review is null ? null : summaries.Of(review),
            Text = "what happened",
        }));
    }

    private static Review ReviewOf(string arguments) => new()
    {
        Id = "r5-a5n21emzt2j5ymdh",
        ThreadId = "t",
        CallId = "c",
        Tool = "Orders-Refund",
        Description = "Pays money back.",
        Arguments = JsonElement.Parse(arguments),
        Digest = "",
        Risk = new RiskAssessment { Score = 0.9, Flags = RiskFlags.Financial | RiskFlags.Irreversible, Reasons = [new("declared", "It is money.")] },
        Trust = new TrustAssessment { Score = 0.25, Evidence = [new("grounding", 0.25, 1, "The amount is in no message.")] },
        PolicyReason = "A risk of 0.9 waits.",
        ReviewerGroups = ["finance"],
        Deadline = DateTimeOffset.UnixEpoch,
        Conversation = [new(ChatRole.User, "Refund my order."), new(ChatRole.Assistant, [new FunctionCallContent("c", "Orders-Refund")])],
    };
}
