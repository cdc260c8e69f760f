using System.Security.Cryptography;
using System.Text.Json;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

public sealed partial class ReviewDesk
{
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
        var token = RandomNumberGenerator.GetHexString(16, lowercase: true);
        RedisValue[] Values(string mode) =>
        [
            ThreadScript.SchemaVersion,
            string.Empty,
            reviewer.Id,
            reviewer.Name ?? string.Empty,
            LedgerRecords.WriteList(ReviewFacets.Entries(reviewer)),
            token,
            (long)_options.ClaimDuration.TotalMilliseconds,
            mode,
            LedgerRecords.WriteList(query.Facets()),
            Milliseconds(query.MinAge),
            Milliseconds(query.MaxAge),
        ];

        while (true)
        {
            var peeked = await Task.WhenAll(Partitions(query.ThreadId).Select(async p =>
                (Partition: p, Reply: await RunAsync(DeskScripts.Next, p, Values("peek"), cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
            var found = peeked.Where(p => (string)p.Reply[0]! == "ok").OrderBy(p => new QueuePosition((string)p.Reply[2]!, (string)p.Reply[1]!)).ToList();
            if (found.Count == 0)
            {
                return null;
            }

            foreach (var (partition, _) in found)
            {
                var reply = await RunAsync(DeskScripts.Next, partition, Values("take"), cancellationToken).ConfigureAwait(false);
                if ((string)reply[0]! == "ok")
                {
                    return await ClaimedAsync(partition, reply, token, cancellationToken).ConfigureAwait(false);
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
        var partition = PartitionOf(reviewId, reviewer, text: null);
        var token = RandomNumberGenerator.GetHexString(16, lowercase: true);
        RedisValue[] values =
        [
            ThreadScript.SchemaVersion,
            string.Empty,
            reviewer.Id,
            reviewer.Name ?? string.Empty,
            LedgerRecords.WriteList(ReviewFacets.Entries(reviewer)),
            token,
            (long)_options.ClaimDuration.TotalMilliseconds,
            reviewId,
        ];
        var reply = await RunAsync(DeskScripts.Claim, partition, values, cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(reviewId, reviewer, reply);
        return await ClaimedAsync(partition, reply, token, cancellationToken).ConfigureAwait(false);
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
        var partition = PartitionOf(reviewId, reviewer, text);
        var reply = await RunAsync(DeskScripts.Comment, partition, [ThreadScript.SchemaVersion, string.Empty, reviewId, Comment(reviewId, reviewer, text)], cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(reviewId, reviewer, reply);
        await _signals.ChangedAsync(partition, isReady: false).ConfigureAwait(false);
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
        var partition = PartitionOf(reviewId, reviewer, reason);
        RedisValue[] values =
        [
            ThreadScript.SchemaVersion,
            string.Empty,
            reviewer.Id,
            LedgerRecords.WriteList(ReviewFacets.Entries(reviewer)),
            reviewId,
            Comment(reviewId, reviewer, reason),
        ];
        var reply = await RunAsync(DeskScripts.Escalate, partition, values, cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(reviewId, reviewer, reply);
        await _signals.ChangedAsync(partition, isReady: false).ConfigureAwait(false);
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
        var partition = PartitionOf(review.Id, reviewer, text: null);
        RedisValue[] values = [ThreadScript.SchemaVersion, string.Empty, reviewer.Id, review.Claim?.Token ?? string.Empty, (long)duration.TotalMilliseconds, review.Id];
        var reply = await RunAsync(DeskScripts.Hold, partition, values, cancellationToken).ConfigureAwait(false);
        ReviewStatus.ThrowIfFailed(review.Id, reviewer, reply);
        await _signals.ChangedAsync(partition, isReady: false).ConfigureAwait(false);
        return ReviewStatus.Time((string)reply[1]!);
    }

    private async Task<Review> ClaimedAsync(int partition, RedisResult[] reply, string token, CancellationToken cancellationToken)
    {
        await _signals.ChangedAsync(partition, isReady: false).ConfigureAwait(false);
        var review = await _reader.GetAsync((string)reply[1]!, cancellationToken).ConfigureAwait(false);
        return review with { Claim = review.Claim is null ? null : review.Claim with { Token = token } };
    }

    private int PartitionOf(string reviewId, Reviewer reviewer, string? text)
    {
        ArgumentNullException.ThrowIfNull(reviewId);
        ArgumentNullException.ThrowIfNull(reviewer);
        ThrowIfInvalid(reviewId, reviewer, text);
        return ReviewIds.TryGetPartition(reviewId, _store.Keys.Partitions, out var partition) ? partition : throw new UnknownReviewException(reviewId);
    }
}
