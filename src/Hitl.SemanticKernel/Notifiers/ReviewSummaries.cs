using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Makes summaries of reviews.</summary>
internal sealed class ReviewSummaries(NotifierOptions options)
{
    private const int NameLength = 100;
    private const int ReasonLength = 300;
    private const int ValueLength = 1000;
    private const int MessageLength = 500;
    private const int MostArguments = 20;
    private const int MostReasons = 10;
    private const int MostGroups = 10;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ShownText _text = new(options.Redact);

    /// <summary>A text of an app or a person on one line.</summary>
    public string Line(string text) => _text.Line(text, ReasonLength);

    public ReviewSummary Of(Review review)
    {
        var arguments = ArgumentsOf(review.EffectiveArguments);
        return new ReviewSummary
        {
            ReviewId = review.Id,
            Kind = review.Kind,
            State = review.State,
            ThreadId = _text.Line(review.ThreadId, NameLength),
            Tool = _text.Line(review.Tool, NameLength),
            Description = review.Description is { } description ? Line(description) : null,
            Arguments = [.. arguments.Take(MostArguments)],
            OtherArguments = Math.Max(0, arguments.Count - MostArguments),
            Risk = review.Risk.Score,
            Flags = review.Risk.Flags,
            RiskReasons = [.. review.Risk.Reasons.Take(MostReasons).Select(r => Line(r.Text))],
            Trust = review.Trust.Score,
            TrustReasons = [.. review.Trust.Evidence.Take(MostReasons).Select(e => Line(e.Reason))],
            PolicyReason = Line(review.PolicyReason),
            ReviewerGroups = [.. review.ReviewerGroups.Take(MostGroups).Select(g => _text.Line(g, NameLength))],
            Deadline = review.Deadline,
            Result = review.Result is { } result ? Value("result", result) : null,
            Conversation = [.. review.Conversation.TakeLast(options.ConversationLength).Select(MessageOf)],
            Url = ReviewLinks.To(options.ReviewUrl, review.Id),
        };
    }

    private List<ShownArgument> ArgumentsOf(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.Object
            ? [.. arguments.EnumerateObject().Select(a => new ShownArgument(_text.Line(a.Name, NameLength), Value(a.Name, a.Value)))]
            : [];

    private string Value(string name, JsonElement value) => value.ValueKind switch
    {
        _ when IsSecret(name) => ShownText.Hidden,
        JsonValueKind.String => _text.Block(value.GetString()!, ValueLength),
        JsonValueKind.Object or JsonValueKind.Array => ShownText.Redacted(Redacted(JsonNode.Parse(value.GetRawText()))!.ToJsonString(Readable), ValueLength),
        _ => _text.Block(value.GetRawText(), ValueLength),
    };

    /// <summary>Hides what is in a value before it becomes one text, so that one secret does not hide the rest.</summary>
    private JsonNode? Redacted(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject properties:
                return new JsonObject(properties.Select(p => KeyValuePair.Create(p.Key, IsSecret(p.Key) ? ShownText.Hidden : Redacted(p.Value))));
            case JsonArray items:
                return new JsonArray([.. items.Select(Redacted)]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                return _text.Block(text, ValueLength);
            case JsonValue value when ShownText.SensitiveIn(value.ToJsonString()) is not null:
                return ShownText.Hidden;
            default:
                return node?.DeepClone();
        }
    }

    private static bool IsSecret(string name) => ArgumentName.RolesOf(name).HasFlag(ArgumentRoles.Secret);

    private ShownMessage MessageOf(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().Select(c => c.Name).ToList();
        var text = message.Text is { Length: > 0 } said ? said
            : calls.Count > 0 ? "calls " + string.Join(", ", calls)
            : message.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } result ? result.Result?.ToString() ?? string.Empty
            : $"({message.Contents.Count} contents that are no text)";
        return new(_text.Line(message.Role.Value, NameLength), _text.Block(text, MessageLength));
    }
}
