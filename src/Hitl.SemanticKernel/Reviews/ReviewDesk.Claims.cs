using System.Security.Cryptography;
using System.Text.Json;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

public sealed partial class ReviewDesk
{
    private const int Candidates = 8;

    /// <summary>Takes up the most urgent review that a person may decide and nobody has. Its cost does not grow with the queue.</summary>
    /// <param name="reviewer">Who takes it up.</param>
    /// <param name="query">Which reviews. Default: all that this person is asked about.</param>
    /// <param name="cancellationToken">Cancels the wait; the claim may have been taken all the same, and then ends by itself.</param>
    /// <returns>The review with everything needed to decide; nobody else can decide it until <see cref="Review.Claim"/> ends. <see langword="null"/> when there is none.</returns>
    /// <exception cref="InvalidDecisionException">The reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<Review?> ClaimNextAsync(Reviewer reviewer, ReviewQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reviewer);
        ThrowIfInvalid(string.Empty, reviewer, text: null);
        query ??= new ReviewQuery();
        RedisValue[] values =
        [
            ThreadScript.SchemaVersion,
            string.Empty,
            reviewer.Id,
            LedgerRecords.WriteList(ReviewFacets.Entries(reviewer)),
            LedgerRecords.WriteList(query.Facets()),
            Milliseconds(query.MinAge),
            Milliseconds(query.MaxAge),
            Candidates,
        ];
        while (true)
        {
            var replies = await Task.WhenAll(Partitions(query.ThreadId).Select(p => RunAsync(DeskScripts.Next, p, values, cancellationToken))).ConfigureAwait(false);
            var found = replies.SelectMany(r => (RedisResult[])r[1]!).Select(r => (RedisResult[])r!).OrderBy(r => new QueuePosition((string)r[1]!, (string)r[0]!)).Take(Candidates).ToList();
            if (found.Count == 0)
            {
                return null;
            }

            foreach (var candidate in found)
            {
                // Others look for the next one at the same time.
                var (reply, token) = await TryClaimAsync((string)candidate[0]!, (string)candidate[2]!, reviewer, cancellationToken).ConfigureAwait(false);
                if ((string)reply[0]! == "ok")
                {
                    return await ClaimedAsync((string)candidate[0]!, token, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Takes up a review, so that nobody else can decide it for <see cref="HitlOptions.ClaimDuration"/>. Whoever has it already begins anew.</summary>
    /// <param name="reviewId">The review's id.</param>
    /// <param name="reviewer">Who takes it up.</param>
    /// <param name="cancellationToken">Cancels the wait; the claim may have been taken all the same, and then ends by itself.</param>
    /// <returns>The review with everything needed to decide.</returns>
    /// <exception cref="ReviewClaimedException">Somebody else has it.</exception>
    /// <exception cref="ReviewerNotAllowedException">The policy does not let this person decide.</exception>
    /// <exception cref="AlreadyDecidedException">It was decided before, or its deadline has passed.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="InvalidDecisionException">The reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<Review> ClaimAsync(string reviewId, Reviewer reviewer, CancellationToken cancellationToken = default)
    {
        var threadId = await ThreadOfAsync(reviewId, reviewer, text: null, cancellationToken).ConfigureAwait(false);
        var (reply, token) = await TryClaimAsync(reviewId, threadId, reviewer, cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(reviewId, reviewer, reply);
        return await ClaimedAsync(reviewId, token, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Prolongs a claim: it ends <see cref="HitlOptions.ClaimDuration"/> from now.</summary>
    /// <param name="review">The review as it was claimed.</param>
    /// <param name="reviewer">Who has it.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <returns>The review with its new claim.</returns>
    /// <exception cref="ClaimLostException">The claim has ended.</exception>
    /// <exception cref="AlreadyDecidedException">It was decided before.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="InvalidDecisionException">The reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<Review> ExtendClaimAsync(Review review, Reviewer reviewer, CancellationToken cancellationToken = default)
    {
        var until = await HoldAsync(review, reviewer, _options.ClaimDuration, cancellationToken).ConfigureAwait(false);
        return review with { Claim = new ReviewClaim(reviewer.Id, reviewer.Name, until) { Token = review.Claim?.Token ?? string.Empty } };
    }

    /// <summary>Gives a claim back: the review is in the queue again.</summary>
    /// <param name="review">The review as it was claimed.</param>
    /// <param name="reviewer">Who has it.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ClaimLostException">The claim has ended.</exception>
    /// <exception cref="AlreadyDecidedException">It was decided before.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="InvalidDecisionException">The reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task ReleaseClaimAsync(Review review, Reviewer reviewer, CancellationToken cancellationToken = default) =>
        HoldAsync(review, reviewer, TimeSpan.Zero, cancellationToken);

    /// <summary>Says something about a review, for others who decide and for the record. The model does not see it.</summary>
    /// <param name="reviewId">The review's id.</param>
    /// <param name="reviewer">Who says it.</param>
    /// <param name="text">What, 1 to 16,384 characters. A review takes 200 comments.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the comment may have been taken all the same.</param>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="InvalidDecisionException">The text is empty, too long or holds control characters, there are 200 comments, or the reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<ReviewComment> CommentAsync(string reviewId, Reviewer reviewer, string text, CancellationToken cancellationToken = default)
    {
        var threadId = await ThreadOfAsync(reviewId, reviewer, text, cancellationToken).ConfigureAwait(false);
        var reply = await ActAsync(DeskScripts.Comment, EventKinds.ReviewCommented, reviewId, threadId, reviewer, [reviewId, Comment(reviewId, reviewer, text)], text, cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(reviewId, reviewer, reply);
        return new ReviewComment(reviewer, text, ReviewStatus.Time((string)reply[1]!));
    }

    /// <summary>Passes a review on to the next group that the policy escalates to, with its deadline.</summary>
    /// <param name="reviewId">The review's id.</param>
    /// <param name="reviewer">Who passes it on: somebody who may decide it.</param>
    /// <param name="reason">Why, 1 to 16,384 characters. It is kept as a comment.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may have been passed on all the same.</param>
    /// <returns>The review as it is now.</returns>
    /// <exception cref="ReviewClaimedException">Somebody else has claimed it.</exception>
    /// <exception cref="ReviewerNotAllowedException">The policy does not let this person decide.</exception>
    /// <exception cref="AlreadyDecidedException">It was decided before, or its deadline has passed.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="InvalidDecisionException">The policy names nobody to escalate to, the reason is missing or not valid, or the reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<Review> EscalateAsync(string reviewId, Reviewer reviewer, string reason, CancellationToken cancellationToken = default)
    {
        var threadId = await ThreadOfAsync(reviewId, reviewer, reason, cancellationToken).ConfigureAwait(false);
        RedisValue[] values = [reviewer.Id, LedgerRecords.WriteList(ReviewFacets.Entries(reviewer)), reviewId, Comment(reviewId, reviewer, reason)];
        var reply = await ActAsync(DeskScripts.Escalate, EventKinds.ReviewEscalated, reviewId, threadId, reviewer, values, reason, cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(reviewId, reviewer, reply);
        return await _reader.GetAsync(reviewId, cancellationToken).ConfigureAwait(false);
    }

    private static RedisValue Comment(string reviewId, Reviewer reviewer, string text) =>
        string.IsNullOrWhiteSpace(text)
            ? throw new InvalidDecisionException(reviewId, ["the text is empty"])
            : JsonSerializer.SerializeToUtf8Bytes(
                new DecisionData { ReviewerId = reviewer.Id, ReviewerName = reviewer.Name, ReviewerGroups = reviewer.Groups.Count > 0 ? [.. reviewer.Groups] : null, Kind = DecisionKind.Respond, Comment = text },
                LedgerJson.Relaxed.DecisionData);

    private async Task<DateTimeOffset> HoldAsync(Review review, Reviewer reviewer, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(reviewer);
        ThrowIfInvalid(review.Id, reviewer, text: null);
        _reader.ThrowIfUnknown(review.Id, review.ThreadId);
        var kind = duration > TimeSpan.Zero ? EventKinds.ClaimExtended : EventKinds.ClaimReleased;
        RedisValue[] values = [reviewer.Id, review.Claim?.Token ?? string.Empty, (long)duration.TotalMilliseconds, review.Id];
        var reply = await ActAsync(DeskScripts.Hold, kind, review.Id, review.ThreadId, reviewer, values, text: null, cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(review.Id, reviewer, reply);
        return ReviewStatus.Time((string)reply[1]!);
    }

    private async Task<(RedisResult[] Reply, string Token)> TryClaimAsync(string reviewId, string threadId, Reviewer reviewer, CancellationToken cancellationToken)
    {
        var token = RandomNumberGenerator.GetHexString(16, lowercase: true);
        RedisValue[] values =
        [
            reviewer.Id,
            reviewer.Name ?? string.Empty,
            LedgerRecords.WriteList(ReviewFacets.Entries(reviewer)),
            token,
            (long)_options.ClaimDuration.TotalMilliseconds,
            reviewId,
        ];
        return (await ActAsync(DeskScripts.Claim, EventKinds.ReviewClaimed, reviewId, threadId, reviewer, values, text: null, cancellationToken).ConfigureAwait(false), token);
    }

    /// <summary>Does something about one review that is no decision.</summary>
    private async Task<RedisResult[]> ActAsync(
        string script, string kind, string reviewId, string threadId, Reviewer reviewer, RedisValue[] values, string? text, CancellationToken cancellationToken)
    {
        var thread = _store.Keys.Thread(threadId);
        var draft = new EventDraft
        {
            Kind = kind,
            ThreadId = threadId,
            Actor = EventActor.Of(reviewer),
            Data = new Dictionary<string, string> { ["review"] = reviewId },
            Content = new EventContent { ActorName = reviewer.Name, Text = text },
        };
        var reply = await _events.TransitionAsync(script, LedgerKeys.Of(thread, reviewId), [ThreadScript.SchemaVersion, string.Empty, .. values], draft, cancellationToken).ConfigureAwait(false);
        await _signals.ChangedAsync(thread.Partition, isReady: false).ConfigureAwait(false);
        return reply;
    }

    private async Task<Review> ClaimedAsync(string reviewId, string token, CancellationToken cancellationToken)
    {
        var review = await _reader.GetAsync(reviewId, cancellationToken).ConfigureAwait(false);
        return review with { Claim = review.Claim is null ? null : review.Claim with { Token = token } };
    }

    private async Task<string> ThreadOfAsync(string reviewId, Reviewer reviewer, string? text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reviewId);
        ArgumentNullException.ThrowIfNull(reviewer);
        ThrowIfInvalid(reviewId, reviewer, text);
        _reader.ThrowIfUnknown(reviewId, threadId: null);
        return (string?)await AskAsync(database => database.HashGetAsync(_reader.ReviewKey(reviewId), "thread"), cancellationToken).ConfigureAwait(false)
            ?? throw new UnknownReviewException(reviewId);
    }
}
