using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Asks the model, and shows the caller what it says while it says it. Its calls are shown when they are judged.</summary>
internal sealed class ChatModel
{
    private readonly IChatClient _client;
    private readonly ChatTurnOptions _options;
    private readonly ChatReply _reply;
    private readonly bool _isJudged;
    private readonly int _iterations;

    /// <summary>Creates the model of a turn.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">What the caller wants.</param>
    /// <param name="reply">What the caller gets.</param>
    /// <param name="isJudged">Whether answers are judged before they are given out.</param>
    public ChatModel(OversightChatClient client, ChatTurnOptions options, ChatReply reply, bool isJudged)
    {
        (_client, _iterations) = (client.Model, client.MaximumIterationsPerRequest);
        _options = options;
        _reply = reply;
        _isJudged = isJudged;
    }

    /// <summary>Asks the model.</summary>
    /// <param name="log">The conversation as it is stored.</param>
    /// <param name="iteration">How many requests of the turn came before.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>What it said, and what of it the caller has not been shown: answers are judged first.</returns>
    public async Task<(ChatResponse Response, IReadOnlyList<ChatResponseUpdate> Hidden)> AskAsync(
        IReadOnlyList<ChatMessage> log, int iteration, CancellationToken cancellationToken)
    {
        var isFirst = log is not [.., var last] || last.Role != ChatRole.Tool;
        var options = _options.ForModel(isFirst, iteration >= _iterations);
        List<ChatMessage> messages = [.. log.Select(_options.Tools.ToClientMessage)];
        if (!_reply.IsStreaming)
        {
            var whole = await _client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            _reply.Take(whole);
            return (whole, []);
        }

        List<ChatResponseUpdate> pieces = [];
        await foreach (var piece in _client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            pieces.Add(piece);
            if (!_isJudged)
            {
                await _reply.StreamAsync(piece).ConfigureAwait(false);
            }
        }

        return (pieces.ToChatResponse(), _isJudged ? pieces : []);
    }
}
