using System.Text.Json;
using Hitl.Memory;
using Hitl.SemanticKernel;
using Microsoft.Extensions.AI;

namespace AgentDemo.Output;

/// <summary>Makes what the program prints from what the library returns.</summary>
internal static class Outputs
{
    public static TurnOutput Of(AgentTurn turn) => new(
        turn.Status.ToString(),
        turn.ThreadId,
        turn.Message?.Content,
        turn.MessageQueued,
        Of(turn.Reviews));

    public static IReadOnlyList<ReviewOutput> Of(IEnumerable<Review> reviews) => [.. reviews.Select(Of)];

    public static ReviewOutput Of(Review review) => Detailed(review);

    public static ReviewDetailOutput Detailed(Review review) => new()
    {
        Id = review.Id,
        ThreadId = review.ThreadId,
        CallId = review.CallId,
        Kind = review.Kind.ToString(),
        State = review.State.ToString(),
        Tool = review.Tool,
        Arguments = review.Arguments,
        Result = review.Result,
        Risk = review.Risk.Score,
        Flags = [.. Enum.GetValues<RiskFlags>().Where(flag => flag != RiskFlags.None && review.Risk.Flags.HasFlag(flag)).Select(flag => flag.ToString())],
        Reasons = [.. review.Risk.Reasons.Select(reason => reason.Text)],
        Trust = review.Trust.Score,
        Evidence = [.. review.Trust.Evidence.Select(evidence => evidence.Reason)],
        Policy = review.PolicyReason,
        PolicyVersion = review.PolicyVersion,
        ReviewerGroups = review.ReviewerGroups,
        Deadline = review.Deadline,
        OnDeadline = review.OnDeadline.ToString(),
        CreatedAt = review.CreatedAt,
        Decision = review.Decision is { } decision ? Of(decision) : null,
        Conversation = [.. review.Conversation.Select(Of)],
        Batch = [.. review.Batch.Select(Of)],
        ArgumentsSchema = review.ArgumentsSchema,
    };

    public static HistoryOutput Of(string threadId, ThreadHistory history) => new(
        threadId,
        [.. history.Messages.Select(Of)],
        [.. history.Calls.Select(Of)]);

    public static IReadOnlyList<MemoryOutput> Of(IEnumerable<MemoryRecord> memories) =>
        [.. memories.Select(memory => new MemoryOutput(memory.Id, memory.Text, memory.ThreadId, memory.CreatedAt))];

    private static DecisionOutput Of(ReviewDecision decision) => new(
        decision.Kind.ToString(),
        decision.Reviewer.Id,
        decision.DecidedAt,
        decision.Comment,
        decision.Arguments);

    private static CallOutput Of(CallRecord call) => new(
        call.CallId,
        call.Tool,
        call.State.ToString(),
        call.Proposed,
        call.Edited,
        call.Effective,
        call.Result,
        call.ReviewId,
        call.Risk.Score);

    private static MessageOutput Of(ChatMessage message) => new(
        message.Role.Value,
        message.Text.Length == 0 ? null : message.Text,
        [.. message.Contents.OfType<FunctionCallContent>().Select(call => new ToolCallOutput(call.CallId, call.Name, Json(call.Arguments)))],
        [.. message.Contents.OfType<FunctionResultContent>().Select(result => new ToolResultOutput(result.CallId, Json(result.Result)))]);

    private static JsonElement? Json(object? value) => value switch
    {
        null => null,
        JsonElement element => element,
        _ => JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object))),
    };
}
