using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What is on record of one call. It is a copy of what the store held when it was read.</summary>
public sealed record CallRecord
{
    /// <summary>The call's id, unique in its thread.</summary>
    public required string CallId { get; init; }

    /// <summary>The call that made this one; <see langword="null"/> when it is not nested.</summary>
    public string? ParentId { get; init; }

    /// <summary>The tool: <c>Plugin-Function</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>Who asked for the call.</summary>
    public CallOrigin Origin { get; init; }

    /// <summary>What became of it.</summary>
    public CallState State { get; init; }

    /// <summary>What the policy said of it.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Whether the verdict was recorded and not carried out (<see cref="PolicyMode.Shadow"/>).</summary>
    public bool IsShadow { get; init; }

    /// <summary>The part of the policy that decided, in words.</summary>
    public string PolicyReason { get; init; } = string.Empty;

    /// <summary>The version of the policy that decided; <see langword="null"/> for a call that could not be judged.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>How risky it is, and why.</summary>
    public required RiskAssessment Risk { get; init; }

    /// <summary>How far it can be trusted, and why.</summary>
    public TrustAssessment Trust { get; init; } = TrustAssessment.Unknown;

    /// <summary>The user for whom the agent acted; <see langword="null"/> when the app did not say.</summary>
    public string? UserId { get; init; }

    /// <summary>The arguments as they were asked for, a JSON object.</summary>
    public required JsonElement Proposed { get; init; }

    /// <summary>The arguments that a reviewer put in their place; <see langword="null"/> without an edit.</summary>
    public JsonElement? Edited { get; init; }

    /// <summary>The arguments that run or ran.</summary>
    public JsonElement Effective => Edited ?? Proposed;

    /// <summary>The result, a JSON value; <see langword="null"/> before the call is settled. Where a person replaced or withheld what it returned, what they gave.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>What the call returned, a JSON value, where the model was not told: its result is held, or a person replaced or withheld it. <see langword="null"/> otherwise.</summary>
    public JsonElement? Returned { get; init; }

    /// <summary>What is wrong with what the call returned, and what was done about it.</summary>
    public IReadOnlyList<ResultFinding> Findings { get; init; } = [];

    /// <summary>The latest review of the call; <see langword="null"/> when it needed none.</summary>
    public string? ReviewId { get; init; }

    /// <summary>The latest decision about the call; <see langword="null"/> when there was none.</summary>
    public ReviewDecision? Decision { get; init; }

    /// <summary>How often the call was started. Calls that only read, or are declared idempotent, are counted in the process alone.</summary>
    public int Attempts { get; init; }

    /// <summary>When the call was put on record, by the server's clock.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>When the call was settled, by the server's clock; <see langword="null"/> before.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Whether the caller of the chat client runs it.</summary>
    internal bool ByCaller { get; init; }

    internal static CallRecord From(CallEntry call) => new()
    {
        CallId = call.Id,
        ParentId = call.ParentId,
        Tool = call.Data.Tool,
        Origin = call.Data.Origin,
        State = call.State,
        Verdict = call.Data.Verdict,
        IsShadow = call.Data.IsShadow,
        PolicyReason = call.Data.PolicyReason,
        PolicyVersion = call.Data.PolicyVersion,
        Risk = call.Data.Risk,
        Trust = call.Data.Trust ?? TrustAssessment.Unknown,
        UserId = call.Data.UserId,
        Proposed = call.Data.Arguments,
        Edited = call.Edit?.Arguments,
        Result = ResultJson.Element(call.Result),
        Returned = ResultJson.Element(call.Returned),
        Findings = call.Findings,
        ReviewId = call.ReviewId,
        Decision = call.Decision?.ToDecision(DateTimeOffset.FromUnixTimeMilliseconds(call.DecidedAt)),
        Attempts = call.Attempt,
        ByCaller = call.Data.ByCaller,
        RecordedAt = DateTimeOffset.FromUnixTimeMilliseconds(call.RecordedAt),
        SettledAt = call.SettledAt == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(call.SettledAt),
    };
}
