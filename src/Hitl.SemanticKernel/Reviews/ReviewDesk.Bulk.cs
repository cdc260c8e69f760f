using Hitl.Memory;

namespace Hitl.SemanticKernel;

public sealed partial class ReviewDesk
{
    private const int AtOnce = 32;

    /// <summary>Approves several reviews, each by itself: see <see cref="ApproveAsync(Review, Reviewer, string?, CancellationToken)"/>.</summary>
    /// <param name="reviews">The reviews as they were read.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="comment">A comment for the record of each.</param>
    /// <param name="cancellationToken">Cancels what is not decided yet.</param>
    /// <returns>What became of each, in the order given.</returns>
    public Task<IReadOnlyList<BulkDecision>> ApproveAllAsync(IEnumerable<Review> reviews, Reviewer reviewer, string? comment = null, CancellationToken cancellationToken = default) =>
        DecideAllAsync(reviews, (review, token) => ApproveAsync(review, reviewer, comment, token), cancellationToken);

    /// <summary>Rejects several reviews, each by itself: see <see cref="RejectAsync"/>.</summary>
    /// <param name="reviews">The reviews as they were read.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="reason">Why: the model sees it.</param>
    /// <param name="cancellationToken">Cancels what is not decided yet.</param>
    /// <returns>What became of each, in the order given.</returns>
    public Task<IReadOnlyList<BulkDecision>> RejectAllAsync(IEnumerable<Review> reviews, Reviewer reviewer, string reason, CancellationToken cancellationToken = default) =>
        DecideAllAsync(reviews, (review, token) => RejectAsync(review, reviewer, reason, token), cancellationToken);

    private static async Task<IReadOnlyList<BulkDecision>> DecideAllAsync(IEnumerable<Review> reviews, Func<Review, CancellationToken, Task<Review>> decide, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reviews);
        var all = reviews.ToArray();
        var results = new BulkDecision[all.Length];
        await Parallel.ForAsync(0, all.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            try
            {
                results[i] = new BulkDecision(all[i].Id, await decide(all[i], token).ConfigureAwait(false), Error: null);
            }
            catch (HitlException e)
            {
                results[i] = new BulkDecision(all[i].Id, Review: null, e);
            }
        }).ConfigureAwait(false);
        return results;
    }
}
