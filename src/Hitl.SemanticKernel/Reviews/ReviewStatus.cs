using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Turns the status of a script on a review into the error that the app sees.</summary>
internal static class ReviewStatus
{
    public static void ThrowIfFailed(string reviewId, Reviewer reviewer, RedisResult[] reply)
    {
        switch ((string)reply[0]!)
        {
            case "missing":
                throw new UnknownReviewException(reviewId);
            case "newer":
                throw new StoreMismatchException($"Review '{reviewId}' was written by a newer version of Hitl (schema {reply[1]}; this one reads up to {ThreadScript.SchemaVersion}). Update this process.");
            case "decided":
                throw new AlreadyDecidedException(reviewId, ReviewStates.Parse((string)reply[1]!), (string?)reply[2] ?? "somebody");
            case "refused":
                throw ReviewerNotAllowedException.From(reviewId, reviewer.Id, (string)reply[1]!, LedgerRecords.ReadList((RedisValue)reply[2]));
            case "claimed":
                throw new ReviewClaimedException(reviewId, (string)reply[1]!, Time((string)reply[3]!));
            case "unclaimed":
                throw new ClaimLostException(reviewId);
            case "stale":
                throw new StaleDecisionException(reviewId);
            case "full":
                throw new InvalidDecisionException(reviewId, ["it has 200 comments, and more are not taken"]);
            case "nobody":
                throw new InvalidDecisionException(reviewId, ["the policy names nobody to escalate to"]);
            default:
                break;
        }
    }

    public static DateTimeOffset Time(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
