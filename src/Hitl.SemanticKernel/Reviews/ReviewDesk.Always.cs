namespace Hitl.SemanticKernel;

public sealed partial class ReviewDesk
{
    /// <summary>Approves a call, and with it further calls of the same tool: see <see cref="AlwaysScope"/>. <see cref="ScopedApprovals"/> lists and revokes that.</summary>
    /// <param name="review">The review as it was read.</param>
    /// <param name="reviewer">Who decides.</param>
    /// <param name="scope">For which further calls.</param>
    /// <param name="comment">A comment for the record, at most 16,384 characters; the model does not see it.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the decision may have been taken all the same.</param>
    /// <returns>The review as decided.</returns>
    /// <exception cref="InvalidDecisionException">
    /// It is no call, the call has a flag of <see cref="PolicyOptions.NeverAlways"/>, several people decide, the scope is not valid or does not cover the call itself, or
    /// what makes any approval invalid. Nothing was changed, unless it says that the call was approved.
    /// </exception>
    /// <exception cref="AlreadyDecidedException">It was decided before, or its deadline has passed.</exception>
    /// <exception cref="ReviewerNotAllowedException">The policy does not let this person decide.</exception>
    /// <exception cref="StaleDecisionException">The arguments on record are others.</exception>
    /// <exception cref="LedgerConflictException">The call does not wait for this review any more.</exception>
    /// <exception cref="UnknownReviewException">There is no such review.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer; when the call was approved, further calls may not be.</exception>
    public async Task<Review> ApproveAlwaysAsync(Review review, Reviewer reviewer, AlwaysScope scope, string? comment = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(scope);
        if (Problem(review, scope) is { } problem)
        {
            throw new InvalidDecisionException(review.Id, [problem]);
        }

        // What is on record counts, not what came with the review.
        _reader.ThrowIfUnknown(review.Id, review.ThreadId);
        var call = await _reader.GetCallAsync(review, cancellationToken).ConfigureAwait(false);
        if (_gate.NeverAlways(call.Data.Risk.Flags) is not RiskFlags.None and var never)
        {
            throw new InvalidDecisionException(review.Id, [$"the policy wants calls that are {FlagWords.Of(never)} approved one by one"]);
        }

        if (!AlwaysCoverage.IsOneDecision(call.Data.Quorum ?? 1, call.Data.Then?.Count ?? 0))
        {
            throw new InvalidDecisionException(review.Id, ["several people decide about such calls, so one of them cannot approve further ones"]);
        }

        var approved = await ApproveAsync(review, reviewer, comment, cancellationToken).ConfigureAwait(false);
        await _always.AddAsync(
            new ScopedApproval
            {
                Id = ScopedApprovals.NewId(),
                Tool = call.Data.Tool,
                Arguments = new Dictionary<string, string>(scope.Arguments, StringComparer.Ordinal),
                ThreadId = scope.ThisThread ? review.ThreadId : null,
                Until = scope.Until,
                Times = scope.Times,
                Reviewer = reviewer,
                ReviewId = review.Id,
                Comment = comment,
            },
            cancellationToken).ConfigureAwait(false);
        return approved;
    }

    private string? Problem(Review review, AlwaysScope scope)
    {
        if (review.Kind != ReviewKind.Call)
        {
            return "only calls can be approved for further times";
        }

        if (scope.Times < 1)
        {
            return "a scope is for one further call or more";
        }

        if (scope.Until <= _time.GetUtcNow())
        {
            return "the scope's end has passed";
        }

        if (scope.Arguments is not { Count: <= 64 } || scope.Arguments.Any(a => a.Value is null || a.Value.Length > MaxTextLength))
        {
            return "a scope has at most 64 patterns";
        }

        try
        {
            return review.Arguments.ValueKind == System.Text.Json.JsonValueKind.Object && AlwaysCoverage.Fits(scope.Arguments, review.Arguments) ? null : "the patterns of the scope do not fit the call itself";
        }
        catch (ArgumentException e)
        {
            return $"a pattern of the scope is no regular expression: {e.Message}";
        }
    }
}
