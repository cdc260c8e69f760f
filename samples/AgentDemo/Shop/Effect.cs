using System.Text.Json;

namespace AgentDemo.Shop;

/// <summary>One thing a tool really did.</summary>
/// <param name="Time">When it was done.</param>
/// <param name="Tool">The tool that did it, for example <c>Orders-Refund</c>.</param>
/// <param name="Arguments">What it was called with.</param>
/// <param name="ThreadId">The conversation that it was done for; <see langword="null"/> outside of one.</param>
/// <param name="CallId">The model's call that it was done for.</param>
/// <param name="IdempotencyKey">The same for every run of one call: two effects with one key are a call that ran twice.</param>
internal sealed record Effect(
    DateTimeOffset Time,
    string Tool,
    JsonElement Arguments,
    string? ThreadId,
    string? CallId,
    string? IdempotencyKey);
