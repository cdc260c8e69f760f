using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>One question to people about one call. It is a copy of what the store held when it was read.</summary>
public sealed record Review
{
    private const string OutcomeReason = "The process that ran this call died before the result was recorded: it may have taken effect or not.";

    /// <summary>The review's id.</summary>
    public required string Id { get; init; }

    /// <summary>What is asked.</summary>
    public ReviewKind Kind { get; init; }

    /// <summary>Where the review stands.</summary>
    public ReviewState State { get; init; }

    /// <summary>The thread that waits.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The call that waits.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool: <c>Plugin-Function</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>What the tool says it does; <see langword="null"/> when it says nothing.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// The arguments that were asked for, a JSON object; where others must agree to an edit, those of the edit. A decision is about these.
    /// </summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>The arguments that run or ran: those of an edit, else <see cref="Arguments"/>.</summary>
    public JsonElement EffectiveArguments => Decision?.Arguments ?? Arguments;

    /// <summary>The JSON schema that arguments must fit; <see langword="null"/> when none is known.</summary>
    public JsonElement? ArgumentsSchema { get; init; }

    /// <summary>The digest of tool and arguments that a decision is bound to.</summary>
    public required string Digest { get; init; }

    /// <summary>What the model asks; only of a review of kind <see cref="ReviewKind.Question"/>.</summary>
    public HumanQuestion? Question { get; init; }

    /// <summary>How risky the call is, and why.</summary>
    public required RiskAssessment Risk { get; init; }

    /// <summary>How far the call can be trusted, and why.</summary>
    public TrustAssessment Trust { get; init; } = TrustAssessment.Unknown;

    /// <summary>The user for whom the agent acts; <see langword="null"/> when the app did not say.</summary>
    public string? UserId { get; init; }

    /// <summary>The version of the policy that held the call; a later one does not judge it again. <see langword="null"/> when no policy did.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>Why the call is held: the part of the policy that decided, or what happened to it.</summary>
    public required string PolicyReason { get; init; }

    /// <summary>When the review was opened, by the server's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The groups whose members may decide now; empty when anybody may, or <see cref="People"/>.</summary>
    public IReadOnlyList<string> ReviewerGroups { get; init; } = [];

    /// <summary>The ids of the people who may answer, beside the members of <see cref="ReviewerGroups"/>; only of a question.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>Who decides in which step; the first one alone where the policy names no others.</summary>
    public IReadOnlyList<ReviewStep> Steps { get; init; } = [];

    /// <summary>The step that is to be decided, from 1.</summary>
    public int Step { get; init; } = 1;

    /// <summary>How many people must still approve in this step.</summary>
    public int ApprovalsNeeded { get; init; } = 1;

    /// <summary>How often the step was escalated. 0 when those decide whom the policy asks first.</summary>
    public int Escalations { get; init; }

    /// <summary>What people decided so far that did not end the review. Only <see cref="ReviewDesk.GetAsync"/> fills it.</summary>
    public IReadOnlyList<ReviewDecision> Votes { get; init; } = [];

    /// <summary>What people said about it. Only <see cref="ReviewDesk.GetAsync"/> fills it.</summary>
    public IReadOnlyList<ReviewComment> Comments { get; init; } = [];

    /// <summary>Who has taken it up; <see langword="null"/> when nobody has, and when the claim has ended.</summary>
    public ReviewClaim? Claim { get; init; }

    /// <summary>How urgent it is, and why; <see langword="null"/> when it is decided, and where it does not come from the desk.</summary>
    public Urgency? Urgency { get; init; }

    /// <summary>
    /// Until when those who are asked now can decide, by the server's clock; <see langword="null"/> without end.
    /// </summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What the deadline does.</summary>
    public DeadlineAction OnDeadline { get; init; }

    /// <summary>What the call returned, a JSON value; only for a review of kind <see cref="ReviewKind.Result"/>.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>What is wrong with the result; only for a review of kind <see cref="ReviewKind.Result"/>.</summary>
    public IReadOnlyList<ResultFinding> Findings { get; init; } = [];

    /// <summary>The decision; <see langword="null"/> while the review is pending.</summary>
    public ReviewDecision? Decision { get; init; }

    /// <summary>The end of the conversation, at most 20 messages. Only <see cref="ReviewDesk.GetAsync"/> fills it.</summary>
    public IReadOnlyList<ChatMessage> Conversation { get; init; } = [];

    /// <summary>All calls of the same batch with what became of them so far. Only <see cref="ReviewDesk.GetAsync"/> fills it.</summary>
    public IReadOnlyList<CallRecord> Batch { get; init; } = [];

    internal static Review From(string threadId, CallEntry call) =>
        From(threadId, call, ReviewStates.KindOf(call), decision: null);

    internal static Review From(string threadId, CallEntry call, ReviewKind kind, DecisionData? decision) =>
        From(threadId, call, kind, isAgreedTo: call.Edit is not null && decision?.Kind != DecisionKind.Edit);

    /// <summary>Makes a review.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="call">The call.</param>
    /// <param name="kind">What is asked.</param>
    /// <param name="isAgreedTo">Whether somebody edited the call and it was, or is, for others to agree.</param>
    private static Review From(string threadId, CallEntry call, ReviewKind kind, bool isAgreedTo) => new()
    {
        Id = call.ReviewId!,
        Kind = kind,
        ThreadId = threadId,
        CallId = call.Id,
        Tool = call.Data.Tool,
        Description = call.Data.Description,
        Arguments = kind is ReviewKind.Outcome or ReviewKind.Result || isAgreedTo ? call.EffectiveArguments : call.Data.Arguments,
        ArgumentsSchema = call.Data.Schema,
        Digest = kind switch
        {
            ReviewKind.Outcome => call.EffectiveDigest,
            ReviewKind.Result => ResultDigest.Compute(call.EffectiveDigest, Held(call)),
            _ => isAgreedTo ? call.EffectiveDigest : call.Data.Digest,
        },
        Risk = call.Data.Risk,
        Trust = call.Data.Trust ?? TrustAssessment.Unknown,
        UserId = call.Data.UserId,
        PolicyVersion = call.Data.PolicyVersion,
        PolicyReason = kind switch
        {
            ReviewKind.Outcome => OutcomeReason,
            ReviewKind.Result => HeldReason(call),
            _ => call.Data.PolicyReason,
        },
        Result = kind == ReviewKind.Result ? ResultJson.Element(Held(call)) : null,
        Findings = kind == ReviewKind.Result ? call.Findings : [],
        ReviewerGroups = call.Data.ReviewerGroups ?? [],
        People = call.Data.People ?? [],
        Question = call.Data.Question,
        Steps = [new ReviewStep { ReviewerGroups = [.. call.Data.ReviewerGroups ?? []], Quorum = call.Data.Quorum ?? 1 }, .. call.Data.Then ?? []],
        ApprovalsNeeded = kind == ReviewKind.Call ? call.Data.Quorum ?? 1 : 1,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(call.AskedAt),
        Deadline = kind is ReviewKind.Call or ReviewKind.Question && call.Data.Deadline is { } deadline ? DateTimeOffset.FromUnixTimeMilliseconds(call.AskedAt) + deadline : null,
        OnDeadline = call.Data.OnDeadline ?? DeadlineAction.Reject,
    };

    /// <summary>What was held: an approval made it the result.</summary>
    private static string Held(CallEntry call) => call.Returned ?? call.Result ?? "null";

    private static string HeldReason(CallEntry call) =>
        "The call ran, and its result is held: " + string.Join("; ", call.Findings.Where(f => f.Actions.HasFlag(BoundaryActions.Hold)).Select(f => f.Detail is null ? f.Reason : $"{f.Reason} ({f.Detail})")) + ".";
}
