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
        _decisions = new ApprovalDecisions(desk);
    }

    public async Task RunAsync(
        OversightChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions? options, ChatReply reply, CancellationToken cancellationToken)
    {
        var named = string.IsNullOrEmpty(options?.ConversationId) ? null : options.ConversationId;
        if (named is null && GateScope.Current is { } scope)
        {
            await new AgentInCall(scope, client, ChatTurnOptions.Of(client, options), _nested, reply).RunAsync(messages).ConfigureAwait(false);
            return;
        }

        var incoming = IncomingMessages.Read(messages);
        var threadId = named
            ?? (incoming.ReviewId is { } reviewId ? await _decisions.FindThreadAsync(reviewId, cancellationToken).ConfigureAwait(false) : null);
        if (threadId is not null && client.AllowThread is { } allows && !allows(threadId, options))
        {
            throw new ThreadNotAllowedException(threadId);
        }

        if (threadId is null && incoming.Responses.Count > 0)
        {
            throw new UnknownReviewException(incoming.Responses[0].RequestId);
        }

        var newId = threadId is null ? OversightThreads.New() : null;
        using var activity = HitlTelemetry.StartTurn(newId ?? threadId!, messages.Count == 0 || incoming.Responses.Count > 0);
        await HitlTelemetry.EndAsync(activity, async () =>
        {
            await RunAsync(client, threadId, newId, named, incoming, options, reply, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        HitlTelemetry.EndTurn(activity, HitlTelemetry.OutcomeOf(reply.IsAwaiting ? AgentTurnStatus.AwaitingReview : AgentTurnStatus.Completed));
    }

    private async Task RunAsync(
        OversightChatClient client, string? threadId, string? newId, string? named, IncomingMessages incoming, ChatOptions? options, ChatReply reply, CancellationToken cancellationToken)
    {
        reply.ConversationId = named;
        var turn = new ChatTurn(client, ChatTurnOptions.Of(client, options), _gate, _answers, reply);
        await _runs.ThrowIfStoppedAsync(threadId ?? newId!, turn.UserId, tool: null, cancellationToken).ConfigureAwait(false);
        await (threadId is null
            ? RunAsync(turn, _runs.Defer(newId!, endsWithBatch: false, cancellationToken), incoming.Messages)
            : RunAsync(turn, client, threadId, incoming, cancellationToken)).ConfigureAwait(false);
    }

    private async Task RunAsync(ChatTurn turn, OversightChatClient client, string threadId, IncomingMessages incoming, CancellationToken cancellationToken)
    {
        var added = incoming.Messages;
        ThreadHistory? history = null;
        HistoryMatch? match = null;
        if (incoming.IsHistory)
        {
            history = await FindAsync(threadId, cancellationToken).ConfigureAwait(false);
            match = history is null ? null : HistoryMatch.Find(history, [.. added.Select(turn.Tools.ToThreadMessage)], incoming);
            added = match?.New ?? added;
        }
        else if (KnownMessages.HaveIds(added) && await FindAsync(threadId, cancellationToken).ConfigureAwait(false) is { } thread)
        {
            added = KnownMessages.Without(thread, added);
        }

        var isImport = incoming.IsHistory && history is null;
        if (!isImport && added.Any(m => m.Contents.Any(c => c is FunctionCallContent or FunctionResultContent)))
        {
            throw new ArgumentException("New messages hold no calls and no results. Send the whole history to begin a thread with a conversation.", nameof(incoming));
        }

        await _decisions.ApplyAsync(client, threadId, incoming.Responses, turn.Tools, cancellationToken).ConfigureAwait(false);
        var isNew = added.Count > 0;
        turn.IsResume = !isNew;
        var (snapshot, run) = await _runs.BeginAsync(
            threadId, isNew ? BeginMode.Invoke : BeginMode.Resume, isImport ? [] : added, cancellationToken).ConfigureAwait(false);
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

    private async Task<ThreadHistory?> FindAsync(string threadId, CancellationToken cancellationToken)
    {
        try
        {
            var history = await _runs.Ledger(threadId).ReadHistoryAsync(cancellationToken).ConfigureAwait(false);
            return history.Messages.Count == 0 ? null : history;
        }
        catch (UnknownThreadException)
        {
            return null;
        }
    }
}
