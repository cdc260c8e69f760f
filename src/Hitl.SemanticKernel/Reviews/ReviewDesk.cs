using System.Text.Json;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Where people find what waits for them and decide it.</summary>
/// <remarks>
/// Each decision is one atomic step and holds for one review, once. It is bound to the arguments that were read with the review
/// (<see cref="Review.Digest"/>). Nothing runs here: a decision lets the thread be resumed, with <see cref="CheckpointedThread.ResumeAsync"/>,
/// in any process. Safe for concurrent use.
/// </remarks>
public sealed partial class ReviewDesk
{
    /// <summary>The longest reason, comment or result that a person can give, in characters: 16,384.</summary>
    public const int MaxTextLength = 16 * 1024;

    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object","additionalProperties":true}""");

    private readonly RedisStore _store;
    private readonly EventWriter _events;
    private readonly OversightGate _gate;
    private readonly ReviewReader _reader;
    private readonly HitlOptions _options;
    private readonly ScopedApprovals _always;
    private readonly DeskSignals _signals;
    private readonly TimeProvider _time;

    internal ReviewDesk(RedisStore store, EventWriter events, OversightGate gate, ScopedApprovals always, DeskSignals signals, HitlOptions options, TimeProvider time)
    {
        _store = store;
        _events = events;
        _gate = gate;
        _reader = new ReviewReader(store, events, time);
        _options = options;
        _always = always;
        _signals = signals;
        _time = time;
    }

    /// <summary>Reads one review with everything a person needs to decide: the end of the conversation and the other calls of the batch.</summary>
    /// <param name="reviewId">The review's id.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="StoreMismatchException">It was written by a newer version, or the store has another number of partitions.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<Review> GetAsync(string reviewId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reviewId);
        return _reader.GetAsync(reviewId, cancellationToken);
    }

    /// <summary>
    /// Lets the call run as proposed. For a review of kind <see cref="ReviewKind.Outcome"/>: lets it run again; of kind <see cref="ReviewKind.Result"/>:
    /// lets the model be told the result as it is; of kind <see cref="ReviewKind.Output"/>: releases the answer.
    /// </summary>
    /// <param name="review">The review as it was read.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="comment">A comment for the record, at most 16,384 characters; the model does not see it.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the decision may have been taken all the same.</param>
    /// <returns>The review as decided; still pending when more people are needed (<see cref="Review.ApprovalsNeeded"/>).</returns>
    /// <exception cref="AlreadyDecidedException">It was decided before, or its deadline has passed.</exception>
    /// <exception cref="ReviewerNotAllowedException">The policy does not let this person decide.</exception>
    /// <exception cref="ReviewClaimedException">Somebody else has claimed it.</exception>
    /// <exception cref="ClaimLostException">It was claimed, and the claim has ended.</exception>
    /// <exception cref="StaleDecisionException">The arguments on record are others.</exception>
    /// <exception cref="LedgerConflictException">The call does not wait for this review any more.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="InvalidDecisionException">The comment is too long, or the reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<Review> ApproveAsync(Review review, Reviewer reviewer, string? comment = null, CancellationToken cancellationToken = default)
    {
        var decision = Decision(review, reviewer, DecisionKind.Approve, comment);
        ThrowIfStale(review);
        ThrowIfQuestion(review);
        return review.Kind == ReviewKind.Output
            ? DecideAsync(review, decision, ReviewState.Approved, CallState.Succeeded, ResultJson.Text(HeldAnswer.TextOf(review.Arguments)), cancellationToken)
            : DecideAsync(review, decision, ReviewState.Approved, CallState.Ready, result: null, cancellationToken);
    }

    /// <summary>
    /// Keeps the call from running; the model is told the reason. For a review of kind <see cref="ReviewKind.Result"/>: withholds the result; of kind
    /// <see cref="ReviewKind.Output"/>: withholds the answer, and neither the model nor the user is told the reason.
    /// </summary>
    /// <param name="review">The review as it was read.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="reason">Why, 1 to 16,384 characters: the model sees it.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the decision may have been taken all the same.</param>
    /// <returns>The review as decided; still pending when more people are needed (<see cref="Review.ApprovalsNeeded"/>).</returns>
    /// <exception cref="AlreadyDecidedException">It was decided before, or its deadline has passed.</exception>
    /// <exception cref="ReviewerNotAllowedException">The policy does not let this person decide.</exception>
    /// <exception cref="ReviewClaimedException">Somebody else has claimed it.</exception>
    /// <exception cref="ClaimLostException">It was claimed, and the claim has ended.</exception>
    /// <exception cref="StaleDecisionException">The arguments on record are others.</exception>
    /// <exception cref="LedgerConflictException">The call does not wait for this review any more.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="InvalidDecisionException">The reason is missing or too long, or the reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<Review> RejectAsync(Review review, Reviewer reviewer, string reason, CancellationToken cancellationToken = default)
    {
        var decision = Decision(review, reviewer, DecisionKind.Reject, reason);
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new InvalidDecisionException(review.Id, ["a rejection needs a reason, which the model is told"]);
        }

        var text = review.Kind switch
        {
            ReviewKind.Outcome => ToolMessages.NotRepeated(reason),
            ReviewKind.Result => ToolMessages.Withheld(reason),
            ReviewKind.Output => HeldAnswer.Withheld,
            ReviewKind.Question => ToolMessages.NotAnswered(reason),
            _ => ToolMessages.Rejected(reason),
        };
        return DecideAsync(review, decision, ReviewState.Rejected, CallState.Rejected, ResultJson.Text(text), cancellationToken);
    }

    /// <summary>
    /// Lets the call run with other arguments, which are validated against the tool's schema and judged again, by the rules of this process. The tool stays
    /// the same. For a review of kind <see cref="ReviewKind.Output"/>: gives out the text in the argument <c>text</c> instead.
    /// </summary>
    /// <param name="review">The review as it was read.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="arguments">All the arguments that are to run, a JSON object.</param>
    /// <param name="comment">A comment for the record, at most 16,384 characters; the model does not see it.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the decision may have been taken all the same.</param>
    /// <returns>The review as decided; still pending when more people are needed (<see cref="Review.ApprovalsNeeded"/>).</returns>
    /// <exception cref="InvalidDecisionException">The arguments do not fit the schema or are denied by a rule, the call may have run already, the comment or the text is too long, or the reviewer has no valid id.</exception>
    /// <exception cref="AlreadyDecidedException">It was decided before, or its deadline has passed.</exception>
    /// <exception cref="ReviewerNotAllowedException">The policy does not let this person decide.</exception>
    /// <exception cref="ReviewClaimedException">Somebody else has claimed it.</exception>
    /// <exception cref="ClaimLostException">It was claimed, and the claim has ended.</exception>
    /// <exception cref="StaleDecisionException">The arguments on record are others.</exception>
    /// <exception cref="LedgerConflictException">The call does not wait for this review any more.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<Review> EditAsync(
        Review review, Reviewer reviewer, JsonElement arguments, string? comment = null, CancellationToken cancellationToken = default)
    {
        var decision = Decision(review, reviewer, DecisionKind.Edit, comment);
        ThrowIfStale(review);
        if (review.Kind == ReviewKind.Outcome)
        {
            throw new InvalidDecisionException(review.Id, ["the call may have run already, so its arguments cannot be changed; approve to run it again, respond or reject"]);
        }

        ThrowIfQuestion(review);
        if (review.Kind == ReviewKind.Result)
        {
            throw new InvalidDecisionException(review.Id, ["the call has run, so its arguments cannot be changed; approve to tell its result, respond to give another one, or reject to withhold it"]);
        }

        // The schema on record counts, not the one that came with the review.
        var call = await _reader.GetCallAsync(review, cancellationToken).ConfigureAwait(false);
        var errors = ArgumentsSchema.Validate(call.Data.Schema ?? AnyObject, arguments);
        if (errors.Count > 0)
        {
            throw new InvalidDecisionException(review.Id, errors);
        }

        if (review.Kind == ReviewKind.Output)
        {
            var text = HeldAnswer.TextOf(arguments);
            ThrowIfNoAnswer(review, text);
            return text.Length > MaxTextLength
                ? throw TooLong(review.Id, "text", text.Length)
                : await DecideAsync(review, decision with { Arguments = arguments.Clone() }, ReviewState.Edited, CallState.Responded, ResultJson.Text(text), cancellationToken).ConfigureAwait(false);
        }

        var (digest, judgment) = await _gate.JudgeEditAsync(review.ThreadId, call, arguments, cancellationToken).ConfigureAwait(false);
        if (judgment.Verdict == Verdict.Deny)
        {
            throw new InvalidDecisionException(review.Id, [$"the policy denies these arguments: {judgment.Decision.Reason}"]);
        }

        decision = decision with { Arguments = arguments.Clone(), Digest = digest, Risk = judgment.Risk };
        return await DecideAsync(review, decision, ReviewState.Edited, CallState.Ready, result: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Answers in the tool's place: the call does not run and the text is its result. For a review of kind <see cref="ReviewKind.Outcome"/>: the result that
    /// the call had; of kind <see cref="ReviewKind.Result"/>: what the model is told instead; of kind <see cref="ReviewKind.Output"/>: what is given out instead.
    /// </summary>
    /// <param name="review">The review as it was read.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="result">The result, at most 16,384 characters and perhaps none: the model sees it as it is.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the decision may have been taken all the same.</param>
    /// <returns>The review as decided; still pending when more people are needed (<see cref="Review.ApprovalsNeeded"/>).</returns>
    /// <exception cref="AlreadyDecidedException">It was decided before, or its deadline has passed.</exception>
    /// <exception cref="ReviewerNotAllowedException">The policy does not let this person decide.</exception>
    /// <exception cref="ReviewClaimedException">Somebody else has claimed it.</exception>
    /// <exception cref="ClaimLostException">It was claimed, and the claim has ended.</exception>
    /// <exception cref="StaleDecisionException">The arguments on record are others.</exception>
    /// <exception cref="LedgerConflictException">The call does not wait for this review any more.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="InvalidDecisionException">The text is too long, or the reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<Review> RespondAsync(Review review, Reviewer reviewer, string result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        var decision = Decision(review, reviewer, DecisionKind.Respond, comment: null) with { Result = result };
        ThrowIfNoAnswer(review, result);
        ThrowIfInvalid(review.Id, reviewer, result);
        return DecideAsync(review, decision, ReviewState.Responded, CallState.Responded, ResultJson.Text(result), cancellationToken);
    }

    private static void ThrowIfNoAnswer(Review review, string text)
    {
        if (review.Kind is ReviewKind.Output or ReviewKind.Question && string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidDecisionException(review.Id, ["an answer has text; reject to give none"]);
        }

        if (review is { Kind: ReviewKind.Question, Question.Choices: { Count: > 0 } choices } && !choices.Contains(text, StringComparer.Ordinal))
        {
            throw new InvalidDecisionException(review.Id, [$"the answer is one of: {string.Join(", ", choices.Select(c => $"'{HiddenText.Shown(c)}'"))}"]);
        }
    }

    private static void ThrowIfQuestion(Review review)
    {
        if (review.Kind == ReviewKind.Question)
        {
            throw new InvalidDecisionException(review.Id, ["the model asks something: respond with the answer, or reject to give none"]);
        }
    }

    private static DecisionData Decision(Review review, Reviewer reviewer, DecisionKind kind, string? comment)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(reviewer);
        ThrowIfInvalid(review.Id, reviewer, comment);
        return new DecisionData { Kind = kind, ReviewerId = reviewer.Id, ReviewerName = reviewer.Name, ReviewerGroups = reviewer.Groups.Count > 0 ? [.. reviewer.Groups] : null, Comment = comment };
    }

    private static void ThrowIfInvalid(string reviewId, Reviewer reviewer, string? text)
    {
        if (reviewer.Problem is { } problem)
        {
            throw new InvalidDecisionException(reviewId, [problem]);
        }

        if (text?.Length > MaxTextLength)
        {
            throw TooLong(reviewId, "text", text.Length);
        }

        if (HiddenText.IsInText(text))
        {
            throw new InvalidDecisionException(reviewId, ["the text holds control characters; only line breaks and tabs are taken"]);
        }
    }

    /// <summary>What a decision is about is what the person was shown, so the arguments must be those of the digest.</summary>
    private static void ThrowIfStale(Review review)
    {
        if (Digest(review) != review.Digest)
        {
            throw new StaleDecisionException(review.Id);
        }
    }

    private static string? Digest(Review review)
    {
        try
        {
            var digest = review.Arguments.ValueKind == JsonValueKind.Undefined ? null : CallDigest.Compute(review.Tool, review.Arguments);
            return review.Kind != ReviewKind.Result ? digest
                : digest is not null && review.Result is { } result ? ResultDigest.Compute(digest, result.GetRawText())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static InvalidDecisionException TooLong(string reviewId, string what, int length) =>
        new(reviewId, [$"the {what} has {length} characters and at most {MaxTextLength} are taken"]);

    private async Task<Review> DecideAsync(
        Review review, DecisionData decision, ReviewState state, CallState callState, string? result, CancellationToken cancellationToken)
    {
        _reader.ThrowIfUnknown(review.Id, review.ThreadId);
        ThrowIfStale(review);
        var thread = _store.Keys.Thread(review.ThreadId);
        RedisKey[] keys = [.. LedgerKeys.Of(thread, review.Id), LedgerKeys.Record(_store.Keys, thread.Partition)];
        RedisValue[] values =
        [
            ThreadScript.SchemaVersion,
            string.Empty,
            review.Id,
            review.Digest,
            ReviewStates.Text(state),
            callState.Text(),
            JsonSerializer.SerializeToUtf8Bytes(decision, LedgerJson.Relaxed.DecisionData),
            result ?? string.Empty,
            decision.ReviewerId,
            review.ThreadId,
            review.CallId,
            ReviewStates.Text(review.Kind),
            decision.Digest ?? string.Empty,
            decision.Risk is { CanRunAgain: true } ? "1" : "0",
            LedgerRecords.WriteList(ReviewFacets.Entries(decision.Reviewer)),
            review.Claim?.Token ?? string.Empty,
            decision.Kind.ToString().ToLowerInvariant(),
            review.Tool,
        ];
        var draft = new EventDraft
        {
            Kind = EventKinds.ReviewDecided,
            ThreadId = review.ThreadId,
            Actor = decision.Actor,
            Decision = decision.Kind,
            Calls = [EventCall.Of(review) with { Digest = decision.Digest ?? review.Digest, Risk = decision.Risk?.Score, Flags = decision.Risk?.Flags ?? RiskFlags.None }],
            Content = new EventContent { ActorName = decision.ReviewerName, Text = decision.Comment, Arguments = decision.Arguments, Result = decision.Result },
        };
        var reply = await _events.TransitionAsync(LedgerScripts.Decide, keys, values, draft, cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(review.Id, decision.Reviewer, reply);
        ThreadStatus.ThrowIfFailed(review.ThreadId, reply);
        await _signals.ChangedAsync(thread.Partition, (string?)reply[3] == "1").ConfigureAwait(false);
        var isPending = (string?)reply[2] == ReviewStates.Text(ReviewState.Pending);
        if (!isPending)
        {
            HitlTelemetry.Decided(review.Kind, state, ReviewStatus.Time((string)reply[1]!) - review.CreatedAt);
        }

        return isPending
            ? await _reader.GetAsync(review.Id, cancellationToken).ConfigureAwait(false)
            : review with { State = state, Decision = decision.ToDecision(ReviewStatus.Time((string)reply[1]!)), Claim = null, Urgency = null, ApprovalsNeeded = 0 };
    }
}
