using System.Text.Json.Nodes;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>A thread that a running call asks, on record as a nested call of it.</summary>
internal static class AskedThread
{
    private const string Tool = "agent";
    private const string Thread = "thread";

    /// <summary>Whether a call waits for another thread.</summary>
    public static bool IsAwaited(CallEntry call) => call is { ParentId: not null, State: CallState.Waiting };

    /// <summary>The thread that a call asks.</summary>
    public static string IdOf(CallEntry call) => call.Data.Arguments.GetProperty(Thread).GetString()!;

    /// <summary>The nested call that asks a thread: the one on record, or a new one.</summary>
    /// <param name="scope">The running call.</param>
    /// <param name="threadId">The thread.</param>
    /// <param name="messages">A digest of what it is told.</param>
    public static CallEntry Find(GateScope scope, string threadId, string messages)
    {
        var arguments = JsonSerializer.SerializeToElement(new JsonObject { [Thread] = threadId, ["messages"] = messages });
        var digest = CallDigest.Compute(Tool, arguments);
        var id = scope.NestedId(digest);
        return scope.Run.Nested.Find(c => c.Id == id) ?? new CallEntry(
            id,
            new CallData
            {
                Tool = Tool,
                Function = Tool,
                Arguments = arguments,
                Digest = digest,
                Risk = RiskAssessment.Unknown,
                Verdict = Verdict.Proceed,
                PolicyReason = "An agent was asked that has a thread of its own.",
                Origin = CallOrigin.Nested,
                UserId = scope.Call.Data.UserId,
            },
            CallState.Ready)
        {
            ParentId = scope.Call.Id,
        };
    }
}
