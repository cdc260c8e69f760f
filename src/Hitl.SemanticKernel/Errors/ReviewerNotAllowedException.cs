using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>The policy does not let this person decide; nothing was changed but the record of the attempt.</summary>
public sealed class ReviewerNotAllowedException : HitlException
{
    internal ReviewerNotAllowedException(string reviewId, string reviewerId, ReviewRefusal refusal, IReadOnlyList<string> groups, IReadOnlyList<string> people)
        : base($"'{HiddenText.Shown(reviewerId)}' may not decide about review '{reviewId}': {Words(refusal, groups, people)}.")
    {
        ReviewId = reviewId;
        ReviewerId = reviewerId;
        Refusal = refusal;
        Groups = groups;
    }

    /// <summary>The review.</summary>
    public string ReviewId { get; }

    /// <summary>The person who tried.</summary>
    public string ReviewerId { get; }

    /// <summary>Why.</summary>
    public ReviewRefusal Refusal { get; }

    /// <summary>The groups whose members may decide now; empty when anybody may who is not refused for another reason.</summary>
    public IReadOnlyList<string> Groups { get; }

    internal static ReviewerNotAllowedException From(string reviewId, string reviewerId, string refusal, IReadOnlyList<string> audience)
    {
        var (groups, people) = ReviewFacets.Read(audience);
        return new(reviewId, reviewerId, Parse(refusal), groups, people);
    }

    private static ReviewRefusal Parse(string text) => text switch
    {
        "user" => ReviewRefusal.OwnRequest,
        "voted" => ReviewRefusal.AlreadyVoted,
        "escalated" => ReviewRefusal.OwnEscalation,
        _ => ReviewRefusal.NotAsked,
    };

    private static string Words(ReviewRefusal refusal, IReadOnlyList<string> groups, IReadOnlyList<string> people) => refusal switch
    {
        ReviewRefusal.OwnRequest => "the agent acts for this person",
        ReviewRefusal.AlreadyVoted => "this person has decided already, and the policy asks for others",
        ReviewRefusal.OwnEscalation => "this person escalated it, and the policy asks for others",
        _ => "the policy asks for " + string.Join(" or ", groups.Select(g => $"a member of '{HiddenText.Shown(g)}'").Concat(people.Select(p => $"'{HiddenText.Shown(p)}'"))),
    };
}
