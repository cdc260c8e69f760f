using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>One turn of a chat client: calls that were decided, then the model and what it calls, until it answers or something must wait.</summary>
internal sealed class ChatTurn
{
    private readonly OversightChatClient _client;
    private readonly ChatTurnOptions _options;
    private readonly AnswerGate _answers;
    private readonly ChatReply _reply;
    private readonly ChatModel _model;
    private readonly ChatCalls _calls;

    public ChatTurn(OversightChatClient client, ChatTurnOptions options, OversightGate gate, AnswerGate answers, ChatReply reply)
    {
        _client = client;
        _options = options;
        _answers = answers;
        _reply = reply;
        _model = new ChatModel(client, options, reply, answers.IsEnabled);
        _calls = new ChatCalls(client, options, gate, reply.IsStreaming);
    }

    public ChatClientTools Tools => _options.Tools;

    public string? UserId => _options.UserId;

    /// <summary>Whether the thread is only gone on with: when its last message is an answer, nothing is left to do.</summary>
    public bool IsResume { get; set; }

    /// <summary>Whether the messages of the turn were queued behind calls that are not complete.</summary>
    public bool IsQueued { get; set; }

    /// <summary>The results that the caller has sent of calls that were left to it.</summary>
    public IReadOnlyDictionary<string, FunctionResultContent> Results
    {
        get => _calls.Results;
        set => _calls.Results = value;
    }

    /// <summary>How many messages of the thread the caller has; <see langword="null"/> when it is not known.</summary>
    public int? Covered { get; set; }

    /// <summary>Shows a thread on which nothing can be done now.</summary>
    /// <param name="threadId">Its id.</param>
    /// <param name="snapshot">The thread.</param>
    /// <param name="covered">How many of its messages the caller has; <see langword="null"/> when it is not known.</param>
    public async Task ShowAsync(string threadId, ThreadSnapshot snapshot, int? covered)
    {
        if (snapshot.Status == BeginStatus.Waiting)
        {
            await AwaitAsync(threadId, snapshot.Calls).ConfigureAwait(false);
        }
        else
        {
            var said = snapshot.Log.FindLastIndex(m => m.Role != ChatRole.Assistant && m.Role != ChatRole.Tool) + 1;
            await ShowBehindAsync(snapshot.Log, covered ?? said).ConfigureAwait(false);
        }
    }

    /// <summary>Shows what a thread has behind what the caller knows.</summary>
    private Task ShowBehindAsync(IReadOnlyList<ChatMessage> log, int covered) => ShowAsync(log.Skip(covered));

    /// <summary>Shows what was said and done on a thread.</summary>
    /// <param name="messages">Messages of its log.</param>
    public async Task ShowAsync(IEnumerable<ChatMessage> messages)
    {
        foreach (var message in messages.Where(m => m.Role == ChatRole.Assistant || m.Role == ChatRole.Tool))
        {
            await _reply.AddAsync(ReplyContents.Message(message, Tools)).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the turn.</summary>
    /// <param name="run">The run of the thread.</param>
    /// <param name="imported">A conversation that the thread begins with.</param>
    public async Task RunAsync(ThreadRun run, IReadOnlyList<ChatMessage> imported)
    {
        // What the model's client invokes itself is not nested in a call that runs around this turn.
        (RunScope.Current, GateScope.Current, CurrentCall.Value) = (null, null, null);
        Import(run, imported);
        if (Covered is { } covered)
        {
            // The calls of the open batch are shown as they are decided.
            var last = run.Batch is null ? -1 : run.Log.FindLastIndex(m => m.Contents.Any(c => c is FunctionCallContent));
            await ShowBehindAsync([.. run.Log.Take(last < 0 ? run.Log.Count : last)], covered).ConfigureAwait(false);
        }

        HitlTelemetry.Link((run.Batch?.Calls ?? []).Concat(run.Nested));
        if (run.Batch is { } open && !await GoOnAsync(run, open).ConfigureAwait(false))
        {
            return;
        }

        if (IsResume && run.Log is [.., { } latest] && latest.Role == ChatRole.Assistant)
        {
            return;
        }

        for (var iteration = 0; await StepAsync(run, iteration).ConfigureAwait(false); iteration++)
        {
            _calls.ThrowIfFailing();
        }
    }

    private static void Import(ThreadRun run, IReadOnlyList<ChatMessage> messages)
    {
        var reader = new HistoryReader(run, isHistory: true);
        reader.Read(messages);
        if (reader.Unanswered.FirstOrDefault() is { } tool)
        {
            throw new HistoryConflictException($"The chat history has a call of '{tool}' without a result, and no stored thread knows it.");
        }

        LogInvariant.Check(run.ThreadId, reader.Messages);
        run.Append(reader.Messages);
    }

    /// <summary>Completes a batch from an earlier turn, as far as it can be.</summary>
    /// <returns>Whether the model is to be called.</returns>
    private async Task<bool> GoOnAsync(ThreadRun run, CallBatch open)
    {
        await _calls.RunAsync(run, open, iteration: 0, c => ShowAsync(c, withCall: true)).ConfigureAwait(false);
        if (run.IsWaiting)
        {
            await AwaitAsync(run.ThreadId, open.Calls.Concat(run.Nested)).ConfigureAwait(false);
            return false;
        }

        if (open.IsAnswer)
        {
            await ShowBehindAsync([.. open.Results()], 0).ConfigureAwait(false);
            return run.Log[^1].Role != ChatRole.Assistant;
        }

        // What people decided without a run now; the others were shown when they ran.
        foreach (var call in open.Calls.Where(c => c.State is CallState.Rejected or CallState.Responded || c.Outcome is not null))
        {
            await ShowAsync(call, withCall: true).ConfigureAwait(false);
        }

        if (run.IsStopped)
        {
            await FinishAsync(run).ConfigureAwait(false);
            return false;
        }

        return open.After != After.Nothing || (run.Log is [.., { } latest] && latest.Role == ChatRole.User);
    }

    /// <summary>Calls the model once and runs what it calls.</summary>
    /// <returns>Whether the model is to be called again.</returns>
    private async Task<bool> StepAsync(ThreadRun run, int iteration)
    {
        var (response, hidden) = await _model.AskAsync(run.Log, iteration, run.Cancellation).ConfigureAwait(false);
        var messages = Said(response);
        var (batch, stored) = await _calls.OpenAsync(run, messages, isLast: iteration >= _client.MaximumIterationsPerRequest).ConfigureAwait(false);
        if (batch is null)
        {
            await AnswerAsync(run, messages).ConfigureAwait(false);
            return false;
        }

        foreach (var piece in hidden)
        {
            await _reply.StreamAsync(piece).ConfigureAwait(false);
        }

        await ShowCallsAsync(run.ThreadId, batch, stored).ConfigureAwait(false);
        foreach (var call in batch.Calls.Where(c => c.State.IsSettled()))
        {
            await ShowAsync(call, withCall: false).ConfigureAwait(false);
        }

        await _calls.RunAsync(run, batch, iteration, c => ShowAsync(c, withCall: false)).ConfigureAwait(false);
        if (run.IsWaiting)
        {
            await AwaitAsync(run.ThreadId, batch.Calls.Concat(run.Nested)).ConfigureAwait(false);
            return false;
        }

        if (run.IsStopped || iteration >= _client.MaximumIterationsPerRequest || (_client.TerminateOnUnknownCalls && batch.Calls.Any(c => !c.Data.ByCaller && Tools.FindStored(c.Data.Tool) is null)))
        {
            await FinishAsync(run).ConfigureAwait(false);
            return false;
        }

        return true;
    }

    /// <summary>What a model said, as it is stored: without calls that the service has run and gives no results of. Texts are copies, as the caller gets the others.</summary>
    private List<ChatMessage> Said(ChatResponse response)
    {
        var answered = HistoryReader.Answered(response.Messages);
        List<ChatMessage> said = [.. response.Messages.Select(Tools.ToThreadMessage)];
        foreach (var message in said)
        {
            message.Contents =
            [
                .. message.Contents.Where(c => c is not FunctionCallContent call || HistoryReader.IsForUs(call, answered)).Select(c => c is TextContent text ? ReplyContents.Text(text) : c),
            ];
        }

        return said;
    }

    private async Task AnswerAsync(ThreadRun run, List<ChatMessage> messages)
    {
        var added = new HistoryReader(run);
        added.Read(messages);
        if (_answers.IsEnabled && await _answers.HoldAsync(run, UserId, added.Messages, added.Closed).ConfigureAwait(false))
        {
            await AwaitAsync(run.ThreadId, run.Batch!.Calls).ConfigureAwait(false);
            return;
        }

        if (run.IsKept)
        {
            await run.FinishAsync(added.Messages, added.Closed, Then.Finish, run.Cancellation).ConfigureAwait(false);
        }

        if (!_reply.IsStreaming || _answers.IsEnabled)
        {
            await ShowBehindAsync(added.Messages, 0).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a turn without an answer: what was kept from running is not run later.</summary>
    private static async Task FinishAsync(ThreadRun run)
    {
        foreach (var call in run.Batch?.Calls.Where(c => !c.State.IsSettled()).ToList() ?? [])
        {
            await run.SettleAsync(call, CallState.Failed, ResultJson.Text(ToolMessages.NotRun), next: null).ConfigureAwait(false);
        }

        if (run.IsKept)
        {
            await run.FinishAsync([], [], Then.Finish, run.Cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Shows what the model said with its calls: those that wait as questions to a person.</summary>
    private async Task ShowCallsAsync(string threadId, CallBatch batch, IReadOnlyList<ChatMessage> stored)
    {
        var requests = batch.Calls.Where(c => c.State.AwaitsPerson() || c.State == CallState.Handed)
            .ToDictionary(c => c.Id, c => c.State == CallState.Handed ? (AIContent)Handed(c) : Request(threadId, c), StringComparer.Ordinal);
        foreach (var message in stored)
        {
            var shown = ReplyContents.Message(message, Tools, requests);
            if (_reply.IsStreaming)
            {
                shown.Contents = [.. shown.Contents.Where(c => c is FunctionCallContent or ToolApprovalRequestContent)];
            }

            if (shown.Contents.Count > 0)
            {
                await _reply.AddAsync(shown).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Shows what a call came to, once.</summary>
    private async ValueTask ShowAsync(CallEntry call, bool withCall)
    {
        if (!_reply.Note(call.Id) || Results.ContainsKey(call.Id))
        {
            return;
        }

        if (withCall)
        {
            var made = ReplyContents.Call(call.Id, Tools.OfferedName(call.Data.Tool), call.Data.Arguments);
            made.InformationalOnly = true;
            await _reply.AddAsync(new ChatMessage(ChatRole.Assistant, [made])).ConfigureAwait(false);
        }

        await _reply.AddAsync(ReplyContents.Message(ToolMessages.Of(call), Tools)).ConfigureAwait(false);
    }

    private ValueTask AwaitAsync(string threadId, IEnumerable<CallEntry> calls)
    {
        List<CallEntry> waiting = [.. calls];
        List<Review> reviews = [.. PendingReviews.Of(threadId, waiting)];
        return _reply.AwaitAsync(
            waiting.Exists(c => c.State == CallState.Waiting || c.State.AwaitsPerson()),
            reviews,
            [
                .. reviews.Where(r => _reply.Note(r.Id)).Select(r => ReplyContents.Request(r, Tools)),
                .. waiting.Where(c => c.State == CallState.Handed && !_reply.IsNoted(Handing(c))).Select(Handed),
            ],
            IsQueued);
    }

    /// <summary>A call for the caller to run.</summary>
    private FunctionCallContent Handed(CallEntry call)
    {
        _reply.Note(Handing(call));
        return ReplyContents.Call(call.Id, Tools.OfferedName(call.Data.Tool), call.EffectiveArguments);
    }

    private static string Handing(CallEntry call) => $"{call.Id} handed";

    private ToolApprovalRequestContent Request(string threadId, CallEntry call)
    {
        _reply.Note(call.ReviewId!);
        return ReplyContents.Request(Review.From(threadId, call), Tools);
    }
}
