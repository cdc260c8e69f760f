using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hitl.SemanticKernel;

/// <summary>
/// Invokes the functions that a model calls, under the same oversight and on the same threads as <see cref="CheckpointedThread"/>: each call is
/// judged, recorded and run once, and one that must wait is in the response as a <see cref="ToolApprovalRequestContent"/>.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="ChatOptions.ConversationId"/> is the id of the thread. With it, give the new messages only, or the whole history, which must agree with
/// the stored thread; without it, give the whole history, and nothing is stored until a call must wait. To go on after decisions, send
/// <see cref="ToolApprovalResponseContent"/>s, or no messages at all when people decided elsewhere. Calls of tools without a body are in the response
/// with <see cref="FunctionCallContent.InformationalOnly"/> <see langword="false"/>: run them and send a message of the role "tool" with the results.
/// </para>
/// <para>
/// The model is always sent the stored log, and never the conversation id. Of the settings of <see cref="FunctionInvokingChatClient"/> all are kept except
/// <see cref="FunctionInvokingChatClient.IncludeDetailedErrors"/>: the model is told the message of an error, as by Semantic Kernel.
/// The messages and options that are passed in are not changed. Safe for concurrent use.
/// </para>
/// </remarks>
public sealed class OversightChatClient : FunctionInvokingChatClient
{
    private readonly ChatTurns _turns;

    /// <summary>Creates the client; usually <c>UseOversight</c> does.</summary>
    /// <param name="innerClient">The model. Nothing beneath it may invoke functions.</param>
    /// <param name="services">Services with <c>AddHitl().AddRedis(...)</c>; the functions get them too.</param>
    /// <param name="loggerFactory">Makes the logger. Default: none.</param>
    /// <exception cref="InvalidOperationException">The services have no oversight, or a client beneath this one invokes functions itself.</exception>
    public OversightChatClient(IChatClient innerClient, IServiceProvider services, ILoggerFactory? loggerFactory = null)
        : base(innerClient, loggerFactory, services)
    {
        if (innerClient.GetService<FunctionInvokingChatClient>() is not null)
        {
            throw new InvalidOperationException("A client beneath this one invokes functions itself, so they would run unseen. Use UseOversight() in place of UseFunctionInvocation().");
        }

        _turns = services.GetService<ChatTurns>()
            ?? throw new InvalidOperationException("The services have no oversight. Register it with services.AddHitl().AddRedis(\"localhost:6379\"), and pass them to Build(services).");
    }

    /// <summary>
    /// Says who decided with an approval response; the app has authenticated the person. <see langword="null"/> for nobody: the response is refused.
    /// </summary>
    /// <value>Default: the person named by the response's <see cref="OversightProperties.Reviewer"/>, without groups. Set it wherever a response comes from outside the app.</value>
    public Func<ToolApprovalResponseContent, Reviewer?>? Reviewer { get; set; }

    /// <summary>
    /// Says whether a caller may use a thread; a thread that it may not use is a <see cref="ThreadNotAllowedException"/>. The options are those of the call, <see langword="null"/> when there are none.
    /// </summary>
    /// <value>Default: every caller may use every thread whose id it knows.</value>
    public Func<string, ChatOptions?, bool>? AllowThread { get; set; }

    internal IChatClient Model => InnerClient;

    internal IServiceProvider? Services => FunctionInvocationServices;

    /// <inheritdoc/>
    /// <exception cref="ThreadBusyException">Another run of the thread is under way.</exception>
    /// <exception cref="UnknownThreadException">There are no messages, and no such thread.</exception>
    /// <exception cref="ThreadNotAllowedException">The caller may not use the thread.</exception>
    /// <exception cref="HistoryConflictException">The history contradicts the stored thread, or a result is for no call that was left to the caller.</exception>
    /// <exception cref="UnknownReviewException">An approval response is for no review.</exception>
    /// <exception cref="InvalidDecisionException">An approval response is for another thread, names no reviewer, or cannot be carried out.</exception>
    /// <exception cref="AlreadyDecidedException">An approval response contradicts the decision that was made before.</exception>
    /// <exception cref="StaleDecisionException">An approval response is for another call or other arguments than those on record.</exception>
    /// <exception cref="ReviewerNotAllowedException">The policy does not let this person decide.</exception>
    /// <exception cref="LeaseLostException">The run was too slow to renew its lease, and another one took the thread over.</exception>
    /// <exception cref="OversightStoppedException">The thread, the user, a tool that the model calls or everything is stopped.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var reply = new ChatReply(update: null);
        await _turns.RunAsync(new ChatRequest(this, options, reply, cancellationToken), [.. messages]).ConfigureAwait(false);
        return reply.ToResponse();
    }

    /// <inheritdoc/>
    /// <remarks>Errors come out of the enumeration, the same as those of <see cref="GetResponseAsync"/>. Leaving the enumeration early cancels the turn; the thread can go on.</remarks>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> given = [.. messages];
        return UpdateStream.ReadAsync<ChatResponseUpdate>(
            (update, token) => _turns.RunAsync(new ChatRequest(this, options, new ChatReply(update), token), given), cancellationToken);
    }

    /// <summary>Invokes a function as <see cref="FunctionInvokingChatClient"/> would.</summary>
    internal async Task<object?> InvokeAsync(FunctionInvocationContext context, CancellationToken cancellationToken)
    {
        CurrentContext = context;
        return await InvokeFunctionAsync(context, cancellationToken).ConfigureAwait(false);
    }
}
