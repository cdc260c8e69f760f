using System.Text;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>An agent that is used as a tool and has a thread of its own: the call that it works for waits when that thread does, and both go on.</summary>
/// <remarks>
/// When the outer call is run again after a pause, the agent is asked again. What it answered is on record, and what it was told is known in its
/// thread by the ids of the messages, so that the thread only goes on.
/// </remarks>
internal sealed class ThreadInCall
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);
    private static readonly AsyncLocal<ThreadInCall?> Ambient = new();

    private readonly GateScope _scope;
    private readonly string _threadId;
    private readonly ChatReply _reply;
    private readonly ThreadInCall? _outer;

    public ThreadInCall(GateScope scope, string threadId, ChatReply reply)
    {
        _scope = scope;
        _threadId = threadId;
        _reply = reply;
        _outer = Ambient.Value;
    }

    /// <summary>Asks the agent.</summary>
    /// <param name="given">What it is told.</param>
    /// <param name="turn">Runs its turn.</param>
    /// <exception cref="ReviewRequiredException">Its thread must wait.</exception>
    public Task RunAsync(IReadOnlyList<ChatMessage> given, Func<IReadOnlyList<ChatMessage>, Task> turn)
    {
        var asked = RunCoreAsync(given, turn);
        _scope.Begin(asked);
        return asked;
    }

    private async Task RunCoreAsync(IReadOnlyList<ChatMessage> given, Func<IReadOnlyList<ChatMessage>, Task> turn)
    {
        if (_scope.Pause is not null)
        {
            throw _scope.Pause;
        }

        var call = AskedThread.Find(_scope, _threadId, AgentInCall.Digest(given));
        if (call.Result is { } known)
        {
            _reply.ConversationId = _threadId;
            foreach (var message in JsonElement.Parse(known).EnumerateArray())
            {
                await _reply.AddAsync(MessageJson.Deserialize(message.GetRawText())).ConfigureAwait(false);
            }

            return;
        }

        _reply.IsKept = true;
        try
        {
            Ambient.Value = this;
            await WhenFreeAsync(() => turn(WithIds(call, given))).ConfigureAwait(false);
        }
        catch (OversightStoppedException e)
        {
            // Not for the running call to make a result of.
            _scope.Run.Fail(e);
            call.State = CallState.Ready;
            await NestedGate.WaitAsync(_scope, call, e, isNew: true).ConfigureAwait(false);
        }
        catch (OversightUnavailableException e)
        {
            _scope.Run.Fail(e);
            throw;
        }

        if (_reply.IsAwaiting)
        {
            (call.State, call.Elsewhere) = (CallState.Waiting, _reply.Reviews);

            // It may wait for yet another thread that somebody goes on with now; then no review is known.
            HitlException pause = call.Elsewhere is [var review, ..]
                ? new ReviewRequiredException(_scope.Run.ThreadId, review.Id, review.Tool)
                : new ThreadAwaitingReviewException(_threadId, []);
            await NestedGate.WaitAsync(_scope, call, pause, isNew: true).ConfigureAwait(false);
        }

        await NestedGate.SettleAsync(_scope, call, call.IsRecorded, CallState.Succeeded, Answer()).ConfigureAwait(false);
    }

    /// <summary>Runs the turn when no other one of the thread runs. One that does not end is waited for as long as the lease of a dead one can last.</summary>
    private async Task WhenFreeAsync(Func<Task> turn)
    {
        for (var left = _scope.Run.LeaseDuration + Beat; ; left -= Beat)
        {
            try
            {
                await turn().ConfigureAwait(false);
                return;
            }
            catch (ThreadBusyException e) when (e.ThreadId == _threadId && left > TimeSpan.Zero && !IsAskedBy(_threadId))
            {
                await Task.Delay(Beat, _scope.Run.Cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether a thread is among those that ask: its own run would be waited for.</summary>
    private bool IsAskedBy(string threadId) => _scope.Run.ThreadId == threadId || _outer?.IsAskedBy(threadId) == true;

    /// <summary>Messages that the thread knows when they come again.</summary>
    private IReadOnlyList<ChatMessage> WithIds(CallEntry call, IReadOnlyList<ChatMessage> given)
    {
        var key = IdempotencyKey.Of(_scope.Run.ThreadId, call.Id);
        return
        [
            .. given.Select((message, n) =>
            {
                var copy = message.Clone();
                copy.MessageId = string.IsNullOrEmpty(message.MessageId) ? $"{key}-{n}" : message.MessageId;
                return copy;
            }),
        ];
    }

    private string Answer() => $"[{string.Join(',', _reply.Messages.Select(m => Encoding.UTF8.GetString(MessageJson.Serialize(m))))}]";
}
