using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel;

/// <summary>
/// A conversation that is kept in Redis, message by message and call by call, so that any process can go on with it by its id.
/// </summary>
/// <remarks>
/// One run at a time: a second one, here or in another process, gets <see cref="ThreadBusyException"/>. A handle is cheap and
/// safe for concurrent use. The kernel must have oversight (<c>AddOversight</c>) and a chat service.
/// </remarks>
public sealed class CheckpointedThread
{
    private readonly ThreadRuns _runs;
    private readonly TurnRunner _turns;

    internal CheckpointedThread(string id, ThreadRuns runs, TurnRunner turns)
    {
        Id = id;
        _runs = runs;
        _turns = turns;
    }

    /// <summary>The thread's id.</summary>
    public string Id { get; }

    /// <summary>Says something to the agent and lets it work until it answers or a call must wait.</summary>
    /// <param name="kernel">The kernel with the functions and the chat service.</param>
    /// <param name="message">The user's message.</param>
    /// <param name="settings">Execution settings. Default: the model may call every function of the kernel.</param>
    /// <param name="cancellationToken">Cancels the turn; the thread can be resumed. A call that was running then has an unknown outcome.</param>
    /// <returns>The turn. While calls of the thread wait for people, the message is queued (<see cref="AgentTurn.MessageQueued"/>).</returns>
    /// <exception cref="ThreadBusyException">Another run of the thread is under way.</exception>
    /// <exception cref="LeaseLostException">The run was too slow to renew its lease, and another one took the thread over.</exception>
    /// <exception cref="InvalidThreadException">A call in the stored log has no result, or several.</exception>
    /// <exception cref="StoreMismatchException">The thread was written by a newer version, or the store has another number of partitions.</exception>
    /// <exception cref="OversightStoppedException">The thread, the user, a tool that the model calls or everything is stopped. A turn that was not begun wrote nothing.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    /// <exception cref="InvalidOperationException">The kernel has no oversight or no chat service, or the settings do not let the model's calls be invoked.</exception>
    public Task<AgentTurn> InvokeAsync(Kernel kernel, string message, PromptExecutionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return InvokeAsync(kernel, [new ChatMessageContent(AuthorRole.User, message)], settings, cancellationToken);
    }

    /// <summary>Adds messages and lets the agent work until it answers or a call must wait.</summary>
    /// <param name="kernel">The kernel with the functions and the chat service.</param>
    /// <param name="messages">The messages, for example a system message and the user's first one. None: the model is called on the thread as it is.</param>
    /// <param name="settings">Execution settings. Default: the model may call every function of the kernel.</param>
    /// <param name="cancellationToken">Cancels the turn; the thread can be resumed. A call that was running then has an unknown outcome.</param>
    /// <returns>The turn. While calls of the thread wait for people, the messages are queued (<see cref="AgentTurn.MessageQueued"/>).</returns>
    /// <exception cref="ThreadBusyException">Another run of the thread is under way.</exception>
    /// <exception cref="ArgumentException">A message has a call or a result.</exception>
    /// <exception cref="UnsupportedContentException">A message has content that cannot be stored.</exception>
    /// <exception cref="LeaseLostException">The run was too slow to renew its lease, and another one took the thread over.</exception>
    /// <exception cref="InvalidThreadException">A call in the stored log has no result, or several.</exception>
    /// <exception cref="StoreMismatchException">The thread was written by a newer version, or the store has another number of partitions.</exception>
    /// <exception cref="OversightStoppedException">The thread, the user, a tool that the model calls or everything is stopped. A turn that was not begun wrote nothing.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    /// <exception cref="InvalidOperationException">The kernel has no oversight or no chat service, or the settings do not let the model's calls be invoked.</exception>
    public Task<AgentTurn> InvokeAsync(
        Kernel kernel, IEnumerable<ChatMessageContent> messages, PromptExecutionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(messages);
        return _turns.InvokeAsync(Id, Stored(messages), new TurnRequest(kernel, settings), cancellationToken);
    }

    /// <summary>Like <see cref="InvokeAsync(Kernel, string, PromptExecutionSettings?, CancellationToken)"/>, with what the model says while it says it.</summary>
    /// <param name="kernel">The kernel with the functions and the chat service.</param>
    /// <param name="message">The user's message.</param>
    /// <param name="settings">Execution settings. Default: the model may call every function of the kernel.</param>
    /// <param name="cancellationToken">Cancels the turn; so does leaving the enumeration early. The thread can be resumed.</param>
    /// <returns>Updates; the last one holds the turn. Errors come out of the enumeration.</returns>
    public IAsyncEnumerable<AgentTurnUpdate> InvokeStreamingAsync(
        Kernel kernel, string message, PromptExecutionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return InvokeStreamingAsync(kernel, [new ChatMessageContent(AuthorRole.User, message)], settings, cancellationToken);
    }

    /// <summary>Like <see cref="InvokeAsync(Kernel, IEnumerable{ChatMessageContent}, PromptExecutionSettings?, CancellationToken)"/>, with what the model says while it says it.</summary>
    /// <param name="kernel">The kernel with the functions and the chat service.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="settings">Execution settings. Default: the model may call every function of the kernel.</param>
    /// <param name="cancellationToken">Cancels the turn; so does leaving the enumeration early. The thread can be resumed.</param>
    /// <returns>Updates; the last one holds the turn. Errors come out of the enumeration.</returns>
    public IAsyncEnumerable<AgentTurnUpdate> InvokeStreamingAsync(
        Kernel kernel, IEnumerable<ChatMessageContent> messages, PromptExecutionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(messages);
        var stored = Stored(messages);
        return StreamAsync((update, token) => _turns.InvokeAsync(Id, stored, new TurnRequest(kernel, settings, update), token), cancellationToken);
    }

    /// <summary>Goes on with the thread: runs what was decided, once, and lets the agent work on.</summary>
    /// <param name="kernel">The kernel with the functions and the chat service.</param>
    /// <param name="settings">Execution settings. Default: the model may call every function of the kernel.</param>
    /// <param name="cancellationToken">Cancels the turn; the thread can be resumed again.</param>
    /// <returns>The turn. When nothing was left to do it is the last one: its answer is returned and the model is not called. When nothing is decided it waits as before.</returns>
    /// <exception cref="UnknownThreadException">There is no such thread.</exception>
    /// <exception cref="ThreadBusyException">Another run of the thread is under way.</exception>
    /// <exception cref="LeaseLostException">The run was too slow to renew its lease, and another one took the thread over.</exception>
    /// <exception cref="InvalidThreadException">A call in the stored log has no result, or several.</exception>
    /// <exception cref="StoreMismatchException">The thread was written by a newer version, or the store has another number of partitions.</exception>
    /// <exception cref="OversightStoppedException">The thread, the user, a tool that the model calls or everything is stopped. A turn that was not begun wrote nothing.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    /// <exception cref="InvalidOperationException">The kernel has no oversight or no chat service, or the settings do not let the model's calls be invoked.</exception>
    public Task<AgentTurn> ResumeAsync(Kernel kernel, PromptExecutionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return _turns.ResumeAsync(Id, new TurnRequest(kernel, settings), cancellationToken);
    }

    /// <summary>Like <see cref="ResumeAsync"/>, with what the model says while it says it.</summary>
    /// <param name="kernel">The kernel with the functions and the chat service.</param>
    /// <param name="settings">Execution settings. Default: the model may call every function of the kernel.</param>
    /// <param name="cancellationToken">Cancels the turn; so does leaving the enumeration early. The thread can be resumed again.</param>
    /// <returns>Updates; the last one holds the turn. When nothing was left to do it is the only one.</returns>
    public IAsyncEnumerable<AgentTurnUpdate> ResumeStreamingAsync(
        Kernel kernel, PromptExecutionSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return StreamAsync((update, token) => _turns.ResumeAsync(Id, new TurnRequest(kernel, settings, update), token), cancellationToken);
    }

    /// <summary>Adds messages without calling the model, for example a system message or a conversation from elsewhere.</summary>
    /// <param name="messages">The messages; every call among them must have its result among them.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="ThreadBusyException">A run of the thread is under way.</exception>
    /// <exception cref="ThreadAwaitingReviewException">Calls of the thread are not complete.</exception>
    /// <exception cref="InvalidThreadException">A call among the messages has no result, or several.</exception>
    /// <exception cref="UnsupportedContentException">A message has content that cannot be stored.</exception>
    /// <exception cref="StoreMismatchException">The thread was written by a newer version, or the store has another number of partitions.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task AppendAsync(IEnumerable<ChatMessageContent> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _turns.AppendAsync(Id, Stored(messages), cancellationToken);
    }

    /// <summary>Whether the thread has begun to exist.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) => _runs.Ledger(Id).ExistsAsync(cancellationToken);

    /// <summary>Reads the messages and the calls of the thread.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="UnknownThreadException">There is no such thread.</exception>
    /// <exception cref="InvalidThreadException">A call in the stored log has no result, or several.</exception>
    /// <exception cref="StoreMismatchException">The thread was written by a newer version, or the store has another number of partitions.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<ThreadHistory> GetHistoryAsync(CancellationToken cancellationToken = default) =>
        _runs.Ledger(Id).ReadHistoryAsync(withCalls: true, cancellationToken);

    private static List<ChatMessage> Stored(IEnumerable<ChatMessageContent> messages) => [.. messages.Select(m => m.ToThreadMessage())];

    private static IAsyncEnumerable<AgentTurnUpdate> StreamAsync(
        Func<Func<StreamingChatMessageContent, ValueTask>, CancellationToken, Task<AgentTurn>> run, CancellationToken cancellationToken) =>
        UpdateStream.ReadAsync<AgentTurnUpdate>(
            async (update, token) =>
            {
                var turn = await run(content => update(new AgentTurnUpdate { Content = content }), token).ConfigureAwait(false);
                await update(new AgentTurnUpdate { Turn = turn }).ConfigureAwait(false);
            },
            cancellationToken);
}
