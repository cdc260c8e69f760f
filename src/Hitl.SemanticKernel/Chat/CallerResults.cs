using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The results that a caller sends of calls that were left to it.</summary>
internal static class CallerResults
{
    /// <summary>Whether a call waits for its caller.</summary>
    public static bool IsAwaited(CallRecord call) => call is { ByCaller: true, State: CallState.Handed or CallState.Ready };

    /// <summary>The results that the thread waits for; those that it has are left out.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="thread">What is stored of it; <see langword="null"/> when nothing is.</param>
    /// <param name="results">The results.</param>
    /// <exception cref="HistoryConflictException">A result is for no call that waits for its caller, or differs from the one that the call has.</exception>
    public static IReadOnlyDictionary<string, FunctionResultContent> Of(string threadId, ThreadHistory? thread, IReadOnlyList<FunctionResultContent> results)
    {
        Dictionary<string, FunctionResultContent> awaited = new(StringComparer.Ordinal);
        foreach (var result in results)
        {
            var call = thread?.Calls.FirstOrDefault(c => c.CallId == result.CallId && c.ParentId is null)
                ?? throw Conflict(threadId, result, "the thread has no such call");
            if (IsAwaited(call))
            {
                awaited[result.CallId] = result;
            }
            else if (!call.State.IsSettled())
            {
                throw Conflict(threadId, result, "the call does not wait for its caller");
            }
            else if (!HistoryMatch.IsSame(call.Result is { } known ? ToolResults.ToStored(known)?.ToString() : null, HistoryMatch.Text(result)))
            {
                throw Conflict(threadId, result, "the call has another result");
            }
        }

        return awaited;
    }

    private static HistoryConflictException Conflict(string threadId, FunctionResultContent result, string reason) =>
        new($"The result of the call '{result.CallId}' given for thread '{threadId}' is not taken: {reason}. Send results only of calls that the last response left to you.");
}
