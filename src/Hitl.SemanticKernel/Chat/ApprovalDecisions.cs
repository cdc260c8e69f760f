using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Approval responses as decisions at the desk.</summary>
internal sealed class ApprovalDecisions
{
    private const string NoReason = "No reason was given.";

    private readonly ReviewDesk _desk;
    private readonly ThreadRuns _runs;

    public ApprovalDecisions(ReviewDesk desk, ThreadRuns runs) => (_desk, _runs) = (desk, runs);

    /// <summary>The thread that a review is shown in: its own, or the outermost one whose call waits for that.</summary>
    public async Task<string?> FindThreadAsync(string reviewId, CancellationToken cancellationToken)
    {
        try
        {
            var review = await _desk.GetAsync(reviewId, cancellationToken).ConfigureAwait(false);
            return (await _runs.FindCallersAsync(review.ThreadId, cancellationToken).ConfigureAwait(false))[0];
        }
        catch (UnknownReviewException)
        {
            return null;
        }
    }

    /// <summary>Decides what responses decide. All are checked before the first one counts; one that was carried out before changes nothing.</summary>
    public async Task ApplyAsync(
        OversightChatClient client, string threadId, IReadOnlyList<ToolApprovalResponseContent> responses, ChatClientTools tools, CancellationToken cancellationToken)
    {
        List<(Review Review, Reviewer Reviewer, ToolApprovalResponseContent Response)> decisions = [];
        foreach (var response in responses)
        {
            var review = await _desk.GetAsync(response.RequestId, cancellationToken).ConfigureAwait(false);
            if (review.ThreadId != threadId && !await _runs.IsCallerAsync(threadId, review.ThreadId, cancellationToken).ConfigureAwait(false))
            {
                throw new InvalidDecisionException(review.Id, ["it is about a call of another thread"]);
            }

            ThrowIfOther(review, response, tools);
            if (review.State != ReviewState.Pending)
            {
                ThrowIfContradicted(review, response);
                continue;
            }

            var reviewer = client.Reviewer is { } find ? find(response) : Named(response);
            if (reviewer is null)
            {
                throw new InvalidDecisionException(review.Id, ["the response names no reviewer; set Reviewer on the client"]);
            }

            var kind = response.Approved ? DecisionKind.Approve : DecisionKind.Reject;
            if (!review.Votes.Any(v => v.Reviewer.Id == reviewer.Id && v.Kind == kind))
            {
                decisions.Add((review, reviewer, response));
            }
        }

        foreach (var (review, reviewer, response) in decisions.DistinctBy(d => (d.Review.Id, d.Response.Approved)))
        {
            await DecideAsync(review, reviewer, response, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<Review> DecideAsync(Review review, Reviewer reviewer, ToolApprovalResponseContent response, CancellationToken cancellationToken) =>
        !response.Approved ? _desk.RejectAsync(review, reviewer, string.IsNullOrWhiteSpace(response.Reason) ? NoReason : response.Reason, cancellationToken)
        : Property(response, OversightProperties.Result) is { } result ? _desk.RespondAsync(review, reviewer, Text(result), cancellationToken)
        : Property(response, OversightProperties.Arguments) is { } arguments ? _desk.EditAsync(review, reviewer, Json(review, arguments), response.Reason, cancellationToken)
        : _desk.ApproveAsync(review, reviewer, response.Reason, cancellationToken);

    private static void ThrowIfOther(Review review, ToolApprovalResponseContent response, ChatClientTools tools)
    {
        if (response.ToolCall is not FunctionCallContent call
            || call.CallId != review.CallId
            || (call.Name != review.Tool && call.Name != tools.OfferedName(review.Tool))
            || ToolArguments.GetRaw(call) is not { } arguments
            || OversightGate.DigestOf(review.Tool, arguments) is not { Error: null } given
            || given.Digest != CallDigest.Compute(review.Tool, review.Arguments))
        {
            throw new StaleDecisionException(review.Id);
        }
    }

    private static void ThrowIfContradicted(Review review, ToolApprovalResponseContent response)
    {
        var wasApproved = review.State is ReviewState.Approved or ReviewState.Edited or ReviewState.Responded;
        if (wasApproved != response.Approved || (!wasApproved && review.State != ReviewState.Rejected))
        {
            throw new AlreadyDecidedException(review.Id, review.State, review.Decision?.Reviewer.Id ?? "deadline");
        }
    }

    private static Reviewer? Named(ToolApprovalResponseContent response) =>
        Property(response, OversightProperties.Reviewer) is { } id && Text(id) is { Length: > 0 } text ? new Reviewer(text) : null;

    private static object? Property(ToolApprovalResponseContent response, string name) =>
        response.AdditionalProperties?.TryGetValue(name, out var value) == true ? value : null;

    private static string Text(object value) => value as string ?? value.ToString() ?? string.Empty;

    private static JsonElement Json(Review review, object value)
    {
        try
        {
            return value switch
            {
                JsonElement { ValueKind: not JsonValueKind.String } element => element,
                IEnumerable<KeyValuePair<string, object?>> pairs => DirectArguments.ToJson(pairs),
                _ => JsonElement.Parse(Text(value)),
            };
        }
        catch (JsonException e)
        {
            throw new InvalidDecisionException(review.Id, [$"the arguments are not JSON: {e.Message}"]);
        }
    }
}
