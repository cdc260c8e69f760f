namespace Hitl.SemanticKernel;

/// <summary>What an event says of a call, without anything that its arguments or results contain.</summary>
public sealed record EventCall
{
    /// <summary>The call's id, unique in its thread.</summary>
    public required string CallId { get; init; }

    /// <summary>The call that made this one; <see langword="null"/> when it is not nested.</summary>
    public string? ParentId { get; init; }

    /// <summary>The tool: <c>Plugin-Function</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>Who asked for the call.</summary>
    public CallOrigin Origin { get; init; }

    /// <summary>The state that the call has with the event; <see langword="null"/> when the event leaves it as it was.</summary>
    public CallState? State { get; init; }

    /// <summary>The digest of tool and arguments that the event is about.</summary>
    public string? Digest { get; init; }

    /// <summary>The review that the call waits for, or that was decided; <see langword="null"/> when there is none.</summary>
    public string? ReviewId { get; init; }

    /// <summary>What that review asks.</summary>
    public ReviewKind? ReviewKind { get; init; }

    /// <summary>What the policy said; <see langword="null"/> where the event is not about the judgment.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Whether the verdict was recorded and not carried out.</summary>
    public bool IsShadow { get; init; }

    /// <summary>The risk, 0 to 1.</summary>
    public double? Risk { get; init; }

    /// <summary>What makes it risky.</summary>
    public RiskFlags Flags { get; init; }

    /// <summary>The trust, 0 to 1; <see langword="null"/> when no signal had anything to say.</summary>
    public double? Trust { get; init; }

    /// <summary>The version of the policy that decided; <see langword="null"/> for a call that could not be judged.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>The groups whose members may decide; <see langword="null"/> when anybody may, or nobody need.</summary>
    public IReadOnlyList<string>? ReviewerGroups { get; init; }

    /// <summary>How long people have to decide; <see langword="null"/> without end.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What the deadline does.</summary>
    public DeadlineAction? OnDeadline { get; init; }

    /// <summary>How many times the call was started before, where that is known.</summary>
    public int Attempts { get; init; }

    /// <summary>What a call says when it is judged.</summary>
    internal static EventCall Judged(CallEntry call) => new()
    {
        CallId = call.Id,
        ParentId = call.ParentId,
        Tool = call.Data.Tool,
        Origin = call.Data.Origin,
        State = call.State,
        Digest = call.EffectiveDigest,
        ReviewId = call.State.AwaitsPerson() ? call.ReviewId : null,
        ReviewKind = call.State.AwaitsPerson() ? ReviewStates.KindOf(call) : null,
        Verdict = call.Data.Verdict,
        IsShadow = call.Data.IsShadow,
        Risk = call.Data.Risk.Score,
        Flags = call.Data.Risk.Flags,
        Trust = call.Data.Trust?.Score,
        PolicyVersion = call.Data.PolicyVersion,
        ReviewerGroups = call.Data.ReviewerGroups,
        Deadline = call.Data.Deadline,
        OnDeadline = call.Data.OnDeadline,
    };

    /// <summary>What a call says when something becomes of it.</summary>
    internal static EventCall Of(CallEntry call) => new()
    {
        CallId = call.Id,
        ParentId = call.ParentId,
        Tool = call.Data.Tool,
        Origin = call.Data.Origin,
        State = call.State,
        Digest = call.EffectiveDigest,
        ReviewId = call.State.AwaitsPerson() ? call.ReviewId : null,
        ReviewKind = call.State.AwaitsPerson() ? ReviewStates.KindOf(call) : null,
        Attempts = call.Attempt,
    };

    /// <summary>What a review says of its call.</summary>
    internal static EventCall Of(Review review) => new()
    {
        CallId = review.CallId,
        Tool = review.Tool,
        Digest = review.Digest,
        ReviewId = review.Id,
        ReviewKind = review.Kind,
        PolicyVersion = review.PolicyVersion,
    };
}
