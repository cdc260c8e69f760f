using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>An answer that waits for a person. In the ledger it is a call of a tool named <c>answer</c>, so that it is listed, decided and resumed like one.</summary>
internal static class HeldAnswer
{
    public const string Withheld = "The answer was withheld by a reviewer.";

    private const string Tool = "answer";
    private const string TextName = "text";

    private static readonly JsonElement Schema = JsonElement.Parse(
        """{"type":"object","properties":{"text":{"type":"string","minLength":1,"description":"What the user is told."}},"required":["text"],"additionalProperties":false}""");

    /// <summary>Makes the record of an answer.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="messages">The messages that it is.</param>
    /// <param name="assessment">How risky it is.</param>
    /// <param name="reason">Why it is held.</param>
    /// <param name="groups">Who may decide.</param>
    /// <param name="reviewId">The review.</param>
    public static CallEntry Of(AgentOutput output, IEnumerable<ChatMessage> messages, RiskAssessment assessment, string reason, IReadOnlyList<string> groups, string reviewId)
    {
        var arguments = JsonElement.Parse($$"""{"{{TextName}}":{{ResultJson.Text(output.Text)}}}""");
        var data = new CallData
        {
            Tool = Tool,
            Function = Tool,
            Description = "An answer of the model to the user.",
            Arguments = arguments,
            Digest = CallDigest.Compute(Tool, arguments),
            Schema = Schema,
            Risk = assessment,
            Verdict = Verdict.Review,
            PolicyReason = reason,
            ReviewerGroups = groups.Count > 0 ? groups : null,
            UserId = output.UserId,
            Origin = CallOrigin.Output,
            Answer = [.. messages.Select(m => JsonElement.Parse(MessageJson.Serialize(m)))],
        };
        return new CallEntry($"answer-{Guid.NewGuid():N}", data, CallState.Held) { ReviewId = reviewId };
    }

    /// <summary>The text in the arguments of such a call.</summary>
    public static string TextOf(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(TextName, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : string.Empty;

    /// <summary>What enters the log when it is decided: the answer, another text, or that it was withheld.</summary>
    public static IReadOnlyList<ChatMessage> Messages(CallEntry answer)
    {
        if (answer.State == CallState.Succeeded)
        {
            return [.. answer.Data.Answer!.Select(m => MessageJson.Deserialize(m.GetRawText()))];
        }

        var by = answer.State == CallState.Rejected ? MessageProperties.WithheldBy : MessageProperties.CorrectedBy;
        return
        [
            new ChatMessage(ChatRole.Assistant, ResultJson.Read(answer.Result!) as string)
            {
                AdditionalProperties = new AdditionalPropertiesDictionary { [by] = answer.Decision?.ReviewerId },
            },
        ];
    }

    /// <summary>Who withheld the answer that a message stands for, or corrected it.</summary>
    public static string? By(ChatMessage message, string property) =>
        message.AdditionalProperties?.TryGetValue(property, out var by) == true ? by?.ToString() : null;
}
