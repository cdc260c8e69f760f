using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What callers get of messages and calls on record: copies, with the names that the tools have for them.</summary>
internal static class ReplyContents
{
    /// <summary>A stored message for a caller.</summary>
    /// <param name="message">The message.</param>
    /// <param name="tools">The tools of the caller.</param>
    /// <param name="requests">What stands in place of calls that wait, by the id of the call. Default: nothing.</param>
    public static ChatMessage Message(ChatMessage message, ChatClientTools tools, IReadOnlyDictionary<string, AIContent>? requests = null)
    {
        var copy = message.Clone();
        copy.AdditionalProperties = message.AdditionalProperties?.Clone();
        copy.Contents = [.. message.Contents.Select(c => c switch
        {
            FunctionCallContent call => requests?.GetValueOrDefault(call.CallId) ?? Done(call, tools),
            TextContent text => Text(text),
            TextReasoningContent text => new TextReasoningContent(text.Text) { ProtectedData = text.ProtectedData, AdditionalProperties = text.AdditionalProperties?.Clone() },
            FunctionResultContent result => new FunctionResultContent(result.CallId, result.Result) { AdditionalProperties = result.AdditionalProperties?.Clone() },
            _ => c,
        })];
        return copy;
    }

    /// <summary>A copy of a text.</summary>
    public static TextContent Text(TextContent text) => new(text.Text) { AdditionalProperties = text.AdditionalProperties?.Clone(), Annotations = text.Annotations };

    /// <summary>A call that is for nobody else to invoke.</summary>
    public static FunctionCallContent Done(FunctionCallContent call, ChatClientTools tools)
    {
        var copy = ChatClientTools.Copy(call, call.CallId, tools.OfferedName(call.Name), call.AdditionalProperties?.Clone());
        copy.Arguments = call.Arguments is null ? null : new Dictionary<string, object?>(call.Arguments);
        copy.InformationalOnly = true;
        return copy;
    }

    /// <summary>A call on record as the model made it.</summary>
    public static FunctionCallContent Call(string id, string tool, JsonElement arguments) =>
        new(id, tool, arguments.EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value, StringComparer.Ordinal));

    /// <summary>What asks a person for a decision.</summary>
    public static ToolApprovalRequestContent Request(Review review, ChatClientTools tools)
    {
        var call = Call(review.CallId, tools.OfferedName(review.Tool), review.Arguments);
        call.InformationalOnly = true;
        var properties = new AdditionalPropertiesDictionary
        {
            [OversightProperties.Thread] = review.ThreadId,
            [OversightProperties.Review] = review.Id,
            [OversightProperties.Kind] = review.Kind.ToString(),
            [OversightProperties.Risk] = review.Risk.Score,
            [OversightProperties.Flags] = review.Risk.Flags.ToString(),
            [OversightProperties.Reasons] = review.Risk.Reasons.Select(r => r.Text).ToArray(),
            [OversightProperties.Policy] = review.PolicyReason,
        };
        if (review.Trust.Score is { } trust)
        {
            properties[OversightProperties.Trust] = trust;
        }

        if (review.Result is { } result)
        {
            properties[OversightProperties.Result] = result.GetRawText();
        }

        return new ToolApprovalRequestContent(review.Id, call) { AdditionalProperties = properties };
    }
}
