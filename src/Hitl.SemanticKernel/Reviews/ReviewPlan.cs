using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

/// <summary>What scripts know of the reviews that a call may need: who decides, until when, and under what it is found. See <see cref="QueueLua"/>.</summary>
internal sealed record ReviewPlan
{
    [JsonPropertyName("s")]
    public IReadOnlyList<Step>? Steps { get; init; }

    [JsonPropertyName("p")]
    public IReadOnlyList<string>? People { get; init; }

    [JsonPropertyName("e")]
    public IReadOnlyList<Level>? Levels { get; init; }

    [JsonPropertyName("d")]
    public long? Deadline { get; init; }

    [JsonPropertyName("a")]
    public string? Action { get; init; }

    [JsonPropertyName("r")]
    public int? Rejections { get; init; }

    [JsonPropertyName("x")]
    public bool SeparateEscalation { get; init; }

    [JsonPropertyName("u")]
    public string? User { get; init; }

    [JsonPropertyName("f")]
    public IReadOnlyList<string>? Facets { get; init; }

    [JsonPropertyName("t")]
    public long Patience { get; init; }

    public static ReviewPlan Of(string threadId, CallData call) => new()
    {
        Steps = call.ReviewerGroups is null && call.Quorum is null && call.Then is null ? null
            : [new Step(call.ReviewerGroups, call.Quorum), .. (call.Then ?? []).Select(s => new Step([.. s.ReviewerGroups], s.Quorum > 1 ? s.Quorum : null))],
        People = call.People,
        Levels = call.EscalateTo is not { } levels ? null : [.. levels.Select((level, i) =>
            new Level([.. level.ReviewerGroups], (long)level.Deadline.TotalMilliseconds, Text(level.OnDeadline ?? (i + 1 < levels.Count ? DeadlineAction.Escalate : DeadlineAction.Reject))))],
        Deadline = call.Deadline is { } deadline ? (long)deadline.TotalMilliseconds : null,
        Action = call.Deadline is null ? null : Text(call.OnDeadline ?? DeadlineAction.Reject),
        Rejections = call.Rejections,
        SeparateEscalation = call.SeparateEscalation,
        User = call.UserId,
        Facets = [.. ReviewFacets.Of(threadId, call)],
        Patience = Urgency.Patience(call.Risk),
    };

    public string ToJson() => JsonSerializer.Serialize(this, ReviewPlanJson.Plain.ReviewPlan);

    private static string Text(DeadlineAction action) => action.ToString().ToLowerInvariant();

    internal sealed record Step([property: JsonPropertyName("g")] IReadOnlyList<string>? Groups, [property: JsonPropertyName("n")] int? Quorum);

    internal sealed record Level(
        [property: JsonPropertyName("g")] IReadOnlyList<string> Groups, [property: JsonPropertyName("d")] long Deadline, [property: JsonPropertyName("a")] string Action);
}
