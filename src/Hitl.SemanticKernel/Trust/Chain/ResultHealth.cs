using System.Runtime.CompilerServices;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What a result says of the chain that it is part of.</summary>
internal sealed class ResultHealth
{
    private const string NotRunPrefix = "The call was not run";
    private const int LongestRead = 16 * 1024;

    private static readonly ResultHealth Sound = new(0, hasRun: true);
    private static readonly ResultHealth Poor = new(0.5, hasRun: true);
    private static readonly ResultHealth Broken = new(1, hasRun: true);
    private static readonly ResultHealth NotRun = new(0, hasRun: false);

    private ResultHealth(double bad, bool hasRun) => (Bad, HasRun) = (bad, hasRun);

    /// <summary>0 when nothing is wrong, 0.5 when something is missing, 1 when it failed.</summary>
    public double Bad { get; }

    /// <summary>Whether it is from the tool. A call that a person or the policy kept from running says nothing of the chain.</summary>
    public bool HasRun { get; }

    /// <summary>Whether a call like the one that had it is a retry.</summary>
    public bool InvitesRetry => !HasRun || Bad > 0;

    /// <summary>Reads a result: what the boundary checks found, and what it says itself where they found nothing.</summary>
    public static ResultHealth Of(FunctionResultContent result, ResultBoundary boundary)
    {
        if (result.AdditionalProperties?.GetValueOrDefault(MessageProperties.Findings)?.ToString() is { Length: > 0 } findings)
        {
            return OfKinds(findings);
        }

        if (result.Exception is not null)
        {
            return Distrusted(result, boundary, ResultKinds.Failed, Broken);
        }

        var text = result.Result as string ?? (result.Result is JsonElement { ValueKind: JsonValueKind.String } element ? element.GetString() : null);
        if (text is not null && IsNotRun(text))
        {
            return NotRun;
        }

        var json = text is not null ? text.Length <= LongestRead ? TruncatedText.Parse(text, out _) : null
            : result.Result is JsonElement value && System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value).Length <= LongestRead ? value
            : null;
        return text is null && json is null ? result.Result is null ? Distrusted(result, boundary, ResultKinds.Empty, Poor) : Sound
            : ErrorResults.IsError(text, json) ? Distrusted(result, boundary, ResultKinds.Error, Broken)
            : EmptyResults.IsEmpty(text, json) ? Distrusted(result, boundary, ResultKinds.Empty, Poor)
            : Sound;
    }

    private static ResultHealth OfKinds(ReadOnlySpan<char> findings)
    {
        foreach (var kind in findings.Split(','))
        {
            if (findings[kind] is not (ResultKinds.Empty or ResultKinds.Truncated or ResultKinds.Oversized))
            {
                return Broken;
            }
        }

        return Poor;
    }

    private static bool IsNotRun(string text) =>
        text.StartsWith(NotRunPrefix, StringComparison.Ordinal) || text is ToolMessages.NotRun or ToolMessages.HeldBack;

    /// <summary>What the app does not distrust at the boundary is sound here too.</summary>
    private static ResultHealth Distrusted(FunctionResultContent result, ResultBoundary boundary, string kind, ResultHealth health)
    {
        var plugin = result.AdditionalProperties?.GetValueOrDefault(MessageProperties.Plugin)?.ToString();
        var function = result.AdditionalProperties?.GetValueOrDefault(MessageProperties.Function)?.ToString();
        return boundary.ActionsOf(kind, plugin, function ?? "").HasFlag(BoundaryActions.Distrust) ? health : Sound;
    }

    /// <summary>What is known of results. They do not change, and a thread's log is judged again with each call.</summary>
    internal sealed class Cache(ResultBoundary boundary)
    {
        private readonly ConditionalWeakTable<FunctionResultContent, ResultHealth> _known = [];

        public ResultHealth Of(FunctionResultContent result) => _known.TryGetValue(result, out var known) ? known : _known.GetValue(result, r => ResultHealth.Of(r, boundary));
    }
}
