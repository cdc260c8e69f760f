using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What a connector's own history adds to the log: messages, and batches of which no call came to the gate.</summary>
internal sealed class HistoryReader
{
    private readonly ThreadRun _run;
    private readonly Dictionary<string, CallEntry> _open = new(StringComparer.Ordinal);

    public HistoryReader(ThreadRun run) => _run = run;

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
            PolicyReason = "The function was not offered to the model",
        };
        _open[call.CallId] = new CallEntry(id, data, CallState.Failed) { IsOpen = false };
        return ChatClientTools.Copy(call, id, call.Name, call.AdditionalProperties);
    }

    private void Answer(FunctionResultContent result)
    {
        if (_open.TryGetValue(result.CallId, out var call) && call.Result is null)
        {
            call.Result = ResultJson.Write(ToolResults.ToStored(result.Result));
            Closed.Add(call);
            Messages.Add(ToolMessages.Of(call));
        }
    }
}
