using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Runs the turns of chat clients: what the caller sent is compared with the stored thread, decisions are carried out, then the thread goes on.</summary>
internal sealed class ChatTurns
{
    private readonly ThreadRuns _runs;
    private readonly OversightGate _gate;
    private readonly AnswerGate _answers;
    private readonly NestedGate _nested;
    private readonly ApprovalDecisions _decisions;

    public ChatTurns(ThreadRuns runs, OversightGate gate, AnswerGate answers, NestedGate nested, ReviewDesk desk)
    {
        _nested = nested;
        _runs = runs;
        _gate = gate;
        _answers = answers;
        _decisions = new ApprovalDecisions(desk, runs);
    }

    public async Task RunAsync(ChatRequest request, IReadOnlyList<ChatMessage> messages)
    {
        if (GateScope.Current is not { } scope)
        {
            await RunTurnAsync(request, messages).ConfigureAwait(false);
        }
        else if (request.Named is { } named)
        {
            var asked = request with { CallerThread = scope.Run.ThreadId };
            await new ThreadInCall(scope, named, request.Reply).RunAsync(messages, given => RunTurnAsync(asked, given)).ConfigureAwait(false);
        }
        else
        {
            await new AgentInCall(scope, request.Client, ChatTurnOptions.Of(request.Client, request.Options), _nested, request.Reply).RunAsync(messages).ConfigureAwait(false);
        }
    }

    private async Task RunTurnAsync(ChatRequest request, IReadOnlyList<ChatMessage> messages)
    {
        var incoming = IncomingMessages.Read(messages);
        var threadId = request.Named
            ?? (incoming.ReviewId is { } reviewId ? await _decisions.FindThreadAsync(reviewId, request.Cancellation).ConfigureAwait(false) : null);
        if (threadId is not null && request.Client.AllowThread is { } allows && !allows(threadId, request.Options))
        {
            throw new ThreadNotAllowedException(threadId);
        }

        if (threadId is null && incoming.Responses.Count > 0)
        {
            throw new UnknownReviewException(incoming.Responses[0].RequestId);
        }

        if (threadId is null && incoming.Results.Count > 0)
        {
            throw new HistoryConflictException($"The result of the call '{incoming.Results[0].CallId}' was given without its conversation. Name the conversation id, or send the whole history.");
        }

        var newId = threadId is null ? OversightThreads.New() : null;
        using var activity = HitlTelemetry.StartTurn(newId ?? threadId!, messages.Count == 0 || incoming.Responses.Count > 0, request.Client.GetService<ChatClientMetadata>(), request.Options?.ModelId);
        await HitlTelemetry.EndAsync(activity, async () =>
        {
            await RunAsync(request, threadId, newId, incoming).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        HitlTelemetry.EndTurn(activity, HitlTelemetry.OutcomeOf(request.Reply.IsAwaiting ? AgentTurnStatus.AwaitingReview : AgentTurnStatus.Completed));
    }

    private async Task RunAsync(ChatRequest request, string? threadId, string? newId, IncomingMessages incoming)
    {
        request.Reply.ConversationId = request.Named;
        var turn = new ChatTurn(request.Client, ChatTurnOptions.Of(request.Client, request.Options), _gate, _answers, request.Reply);
        await _runs.ThrowIfStoppedAsync(threadId ?? newId!, turn.UserId, tool: null, request.Cancellation).ConfigureAwait(false);
        await (threadId is null
            ? RunAsync(turn, _runs.Defer(newId!, endsWithBatch: false, request.Cancellation), incoming.Messages)
            : RunAsync(request, turn, threadId, incoming)).ConfigureAwait(false);
    }

    private async Task RunAsync(ChatRequest request, ChatTurn turn, string threadId, IncomingMessages incoming)
    {
        var cancellationToken = request.Cancellation;
        var added = incoming.Messages;
        var hasResults = incoming.Results.Count > 0;
        var isCompared = incoming.IsHistory || hasResults;
        var history = isCompared || KnownMessages.HaveIds(added) ? await FindAsync(threadId, withCalls: isCompared, cancellationToken).ConfigureAwait(false) : null;
        HistoryMatch? match = null;
        if (hasResults)
        {
            turn.Results = CallerResults.Of(threadId, history, incoming.Results);
        }

        if (incoming.IsHistory)
        {
            match = history is null ? null : HistoryMatch.Find(history, [.. added.Select(turn.Tools.ToThreadMessage)], incoming);
            added = match?.New ?? added;
            turn.Results = match?.Results ?? turn.Results;
        }
        else if (history is { } thread && added.Count > 0)
        {
            added = KnownMessages.Without(thread, added);
            if (added.Count == 0 && !hasResults && incoming.Responses.Count == 0 && KnownMessages.Answer(thread, incoming.Messages[^1]) is { } answer)
            {
                if (request.CallerThread is { } caller)
                {
                    await _runs.Ledger(threadId).HearAsync(caller, cancellationToken).ConfigureAwait(false);
                }

                await turn.ShowAsync(answer).ConfigureAwait(false);
                return;
            }
        }

        var isImport = incoming.IsHistory && history is null;
        if (!isImport && added.Any(m => m.Contents.Any(c => c is FunctionCallContent or FunctionResultContent)))
        {
            throw new ArgumentException("New messages hold no calls and no results. Send the whole history to begin a thread with a conversation.", nameof(incoming));
        }

        await _decisions.ApplyAsync(request.Client, threadId, incoming.Responses, turn.Tools, cancellationToken).ConfigureAwait(false);
        var isNew = added.Count > 0;
        turn.IsResume = !isNew;
        var begin = new BeginRequest(isNew ? BeginMode.Invoke : BeginMode.Resume)
        {
            Messages = isImport ? [] : added,
            Caller = request.CallerThread,
            Answered = [.. turn.Results.Keys],
        };
        var (snapshot, run) = await _runs.BeginAsync(threadId, begin, cancellationToken).ConfigureAwait(false);
        if (run is null)
        {
            turn.IsQueued = isNew;
            await turn.ShowAsync(threadId, snapshot, match?.Covered).ConfigureAwait(false);
            return;
        }

        turn.Covered = match?.Covered;
        turn.IsQueued = isNew && run.Batch is not null;
        await RunAsync(turn, run, isImport ? added : []).ConfigureAwait(false);
    }

    private static async Task RunAsync(ChatTurn turn, ThreadRun run, IReadOnlyList<ChatMessage> imported)
    {
        await using (run.ConfigureAwait(false))
        {
            try
            {
                await turn.RunAsync(run, imported).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (run.Failure is not null)
            {
                ExceptionDispatchInfo.Throw(run.Failure);
                throw;
            }
        }
    }

    private async Task<ThreadHistory?> FindAsync(string threadId, bool withCalls, CancellationToken cancellationToken)
    {
        try
        {
            var history = await _runs.Ledger(threadId).ReadHistoryAsync(withCalls, cancellationToken).ConfigureAwait(false);
            return history.Messages.Count == 0 ? null : history;
        }
        catch (UnknownThreadException)
        {
            return null;
        }
    }
}
