using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>An agent that is used as a tool and has no thread of its own: what it calls is nested in the call that it works for, and waits with it.</summary>
/// <remarks>
/// When the outer call is run again after a pause, the agent begins anew. What its model said before the pause is on record with the nested calls and
/// is not asked for again, so that it comes to the same calls and finds their decisions.
/// </remarks>
internal sealed class AgentInCall
{
    private const string Model = "model";

    private readonly GateScope _scope;
    private readonly OversightChatClient _client;
    private readonly ChatTurnOptions _options;
    private readonly NestedGate _nested;
    private readonly ChatReply _reply;

    public AgentInCall(GateScope scope, OversightChatClient client, ChatTurnOptions options, NestedGate nested, ChatReply reply)
    {
        _scope = scope;
        _client = client;
        _options = options;
        _nested = nested;
        _reply = reply;
    }

    /// <summary>Runs the agent until it answers.</summary>
    /// <param name="given">What it is told.</param>
    /// <exception cref="ReviewRequiredException">A call of the agent must wait.</exception>
    public async Task RunAsync(IReadOnlyList<ChatMessage> given)
    {
        List<ChatMessage> messages = [.. given];
        for (var iteration = 0; ; iteration++)
        {
            var isLast = iteration >= _client.MaximumIterationsPerRequest;
            var said = await AskAsync(messages, isFirst: iteration == 0, isLast).ConfigureAwait(false);
            messages.AddRange(said);
            foreach (var message in said)
            {
                await _reply.AddAsync(ReplyContents.Message(message, _options.Tools)).ConfigureAwait(false);
            }

            var answered = HistoryReader.Answered(said);
            var calls = said.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Where(c => !c.InformationalOnly && !answered.Contains(c.CallId)).ToList();
            if (calls.Count == 0 || isLast)
            {
                return;
            }

            var results = new ChatMessage(ChatRole.Tool, []);
            for (var i = 0; i < calls.Count; i++)
            {
                results.Contents.Add(new FunctionResultContent(calls[i].CallId, await InvokeAsync(messages, calls, i, iteration).ConfigureAwait(false)));
            }

            messages.Add(results);
            await _reply.AddAsync(ReplyContents.Message(results, _options.Tools)).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<ChatMessage>> AskAsync(IReadOnlyList<ChatMessage> messages, bool isFirst, bool isLast)
    {
        var run = _scope.Run;
        var arguments = JsonElement.Parse($$"""{"conversation":"{{Digest(messages)}}"}""");
        var digest = CallDigest.Compute(Model, arguments);
        var id = _scope.NestedId(digest);
        if (run.Nested.Find(c => c.Id == id) is { Result: { } known })
        {
            return [.. JsonElement.Parse(known).EnumerateArray().Select(m => MessageJson.Deserialize(m.GetRawText()))];
        }

        var response = await _client.Model.GetResponseAsync(messages, _options.ForModel(isFirst, isLast), run.Cancellation).ConfigureAwait(false);
        _reply.Take(response);
        List<string> said = [.. response.Messages.Select(m => Encoding.UTF8.GetString(MessageJson.Serialize(m)))];
        var data = new CallData
        {
            Tool = Model,
            Function = Model,
            Arguments = arguments,
            Digest = digest,
            Risk = RiskAssessment.Unknown,
            Verdict = Verdict.Proceed,
            PolicyReason = "What the model of an agent said that is used as a tool.",
            Origin = CallOrigin.Nested,
            UserId = _scope.Call.Data.UserId,
        };
        _scope.AddRan(new CallEntry(id, data, CallState.Succeeded) { ParentId = _scope.Call.Id, Result = $"[{string.Join(',', said)}]" });

        // What is used on is what would be read again.
        return [.. said.Select(MessageJson.Deserialize)];
    }

    private async Task<object> InvokeAsync(IReadOnlyList<ChatMessage> messages, List<FunctionCallContent> calls, int index, int iteration)
    {
        var call = calls[index];
        if (ToolArguments.GetRaw(call) is not { } arguments)
        {
            return $"Error: Function call processing failed. Correct yourself. {call.Exception?.Message}";
        }

        if (_options.Tools.Find(call.Name) is not { } function)
        {
            return ChatClientTools.NotFound(call.Name);
        }

        CallEntry? failed = null;
        try
        {
            var (entry, _) = await _nested.RunAsync(_scope, function, arguments, nested => InvokeAsync(failed = nested)).ConfigureAwait(false);
            return ToolMessages.Value(entry);
        }
        catch (Exception e) when (e is not HitlException && _scope.Pause is null && failed is { Result: not null })
        {
            return ToolMessages.Failed(e);
        }

        async Task<object?> InvokeAsync(CallEntry nested)
        {
            var content = ReplyContents.Call(call.CallId, call.Name, nested.EffectiveArguments);
            var context = new FunctionInvocationContext
            {
                Function = function,
                Arguments = new AIFunctionArguments(new Dictionary<string, object?>(content.Arguments!)) { Services = _client.Services },
                CallContent = content,
                Messages = [.. messages],
                Options = _options.ForModel(isFirst: false, isLast: false),
                Iteration = iteration,
                FunctionCallIndex = index,
                FunctionCount = calls.Count,
            };
            return ToolResults.ToStored(await _client.InvokeAsync(context, _scope.Run.Cancellation).ConfigureAwait(false));
        }
    }

    /// <summary>What was said, whatever else is known of it: times and ids are others each time.</summary>
    internal static string Digest(IEnumerable<ChatMessage> messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var message in messages)
        {
            hash.AppendData(MessageJson.Serialize(new ChatMessage(message.Role, message.Contents)));
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
