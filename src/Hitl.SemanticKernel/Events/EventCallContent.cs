using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What a call of an event contains: what was shown to people, and what ran.</summary>
public sealed record EventCallContent
{
    /// <summary>The call's id.</summary>
    public required string CallId { get; init; }

    /// <summary>What the tool says it does.</summary>
    public string? Description { get; init; }

    /// <summary>The arguments, a JSON object.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The part of the policy that decided, in words.</summary>
    public string? PolicyReason { get; init; }

    /// <summary>Why the call is risky.</summary>
    public IReadOnlyList<RiskReason>? RiskReasons { get; init; }

    /// <summary>Why it can be trusted, or not.</summary>
    public IReadOnlyList<TrustEvidence>? TrustEvidence { get; init; }

    /// <summary>The user for whom the agent acts; <see langword="null"/> when the app did not say.</summary>
    public string? UserId { get; init; }

    /// <summary>The result, a JSON value.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>What is wrong with the result.</summary>
    public IReadOnlyList<ResultFinding>? Findings { get; init; }

    internal static EventCallContent Judged(CallEntry call) => new()
    {
        CallId = call.Id,
        Description = call.Data.Description,
        Arguments = call.EffectiveArguments,
        PolicyReason = call.Data.PolicyReason,
        RiskReasons = NotEmpty(call.Data.Risk.Reasons),
        TrustEvidence = NotEmpty(call.Data.Trust?.Evidence),
        UserId = call.Data.UserId,
        Result = ResultJson.Element(call.Result),
        Findings = NotEmpty(call.Findings),
    };

    internal static EventCallContent Settled(CallEntry call) => new()
    {
        CallId = call.Id,
        Arguments = call.Edit?.Arguments,
        UserId = call.Data.UserId,
        Result = ResultJson.Element(call.State == CallState.Held ? call.Returned : call.Result),
        Findings = NotEmpty(call.Findings),
    };

    private static IReadOnlyList<T>? NotEmpty<T>(IReadOnlyList<T>? list) => list is { Count: > 0 } ? list : null;
}
