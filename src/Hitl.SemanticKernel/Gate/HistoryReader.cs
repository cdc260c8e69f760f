using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What a connector's own history adds to the log: messages, and batches of which no call came to the gate.</summary>
internal sealed class HistoryReader
{
    /// <summary>What Semantic Kernel gives as the result of a call that a filter ended the turn at.</summary>
    private static readonly object?[] Placeholders = [null, "", "Success: Function completed."];

    private readonly ThreadRun _run;
    private readonly Dictionary<string, CallEntry> _open = new(StringComparer.Ordinal);

    private readonly bool _isHistory;

    /// <summary>Reads for a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isHistory">Whether the messages are from before the run, so that nothing is known of what became of their calls.</param>
    public HistoryReader(ThreadRun run, bool isHistory = false)
    {
        _run = run;
        _isHistory = isHistory;
    }

    /// <summary>The messages to append.</summary>
    public List<ChatMessage> Messages { get; } = [];

    /// <summary>The calls that never came to the gate, with the results that the connector gave them.</summary>
    public List<CallEntry> Closed { get; } = [];

    /// <summary>Calls that have no result.</summary>
    public IEnumerable<string> Unanswered => _open.Values.Where(c => c.Result is null).Select(c => c.Data.Tool);

    /// <summary>Reads messages of the connector. Results of calls that are on record are skipped: the record has them.</summary>
    public void Read(IReadOnlyList<ChatMessage> messages)
    {
        var answered = Answered(messages);
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool)
            {
                message.Contents.OfType<FunctionResultContent>().ToList().ForEach(Answer);
            }
            else
            {
                Messages.Add(ChatClientTools.Rename(message, call => IsForUs(call, answered) ? Open(call) : call));
            }
        }
    }

    /// <summary>The ids of the calls that have a result among these messages.</summary>
    public static HashSet<string> Answered(IEnumerable<ChatMessage> messages) =>
        [.. messages.Where(m => m.Role == ChatRole.Tool).SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.CallId)];

    /// <summary>Whether a call is for the app to run. A client marks those that it has run as informational, like those that the service runs itself.</summary>
    public static bool IsForUs(FunctionCallContent call, HashSet<string> answered) => !call.InformationalOnly || answered.Contains(call.CallId);

    /// <summary>Closes the last batch of a turn that another filter ended before the gate saw it: what was not run is not said to have a result.</summary>
    public void CloseStopped()
    {
        var batch = Messages.FindLastIndex(m => m.Role != ChatRole.Tool);
        var calls = _open.Values.Where(c => batch >= 0 && Messages[batch].Contents.OfType<FunctionCallContent>().Any(m => m.CallId == c.Id)).ToList();
        if (calls.TrueForAll(c => c.Result is null))
        {
            return;
        }

        Messages.RemoveRange(batch + 1, Messages.Count - batch - 1);
        foreach (var call in calls)
        {
            if (call.Result is null || Placeholders.Contains(ResultJson.Read(call.Result)))
            {
                call.Result = ResultJson.Text(ToolMessages.HeldBack);
            }

            Closed.Remove(call);
            Closed.Add(call);
            Messages.Add(ToolMessages.Of(call));
        }
    }

    private FunctionCallContent Open(FunctionCallContent call)
    {
        var (plugin, function) = ToolNames.Split(call);
        var arguments = ToolArguments.GetRaw(call) ?? System.Text.Json.JsonElement.Parse("{}");
        var id = _run.UniqueId(call.CallId);
        var data = new CallData
        {
            Tool = call.Name,
            Plugin = plugin,
            Function = function,
            Arguments = arguments,
            Digest = OversightGate.DigestOf(call.Name, arguments).Digest,
            Risk = RiskAssessment.Unknown,
            Verdict = Verdict.Deny,
            PolicyReason = "No filter of oversight saw the call: its function is unknown, or another filter held it back",
        };
        _open[call.CallId] = new CallEntry(id, data, CallState.Failed) { IsOpen = false };
        return ChatClientTools.Copy(call, id, call.Name, call.AdditionalProperties);
    }

    private void Answer(FunctionResultContent result)
    {
        if (_open.TryGetValue(result.CallId, out var call) && call.Result is null)
        {
            call.Result = ResultJson.Write(ToolResults.ToStored(result.Result));
            if (!_isHistory)
            {
                Closed.Add(call);
            }

            Messages.Add(ToolMessages.Of(call));
        }
    }
}
