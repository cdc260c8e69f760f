using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What a caller of the client gets of a turn: collected, or streamed while it comes.</summary>
internal sealed class ChatReply
{
    private readonly Func<ChatResponseUpdate, ValueTask>? _update;
    private readonly List<ChatMessage> _messages = [];
    private readonly List<ChatResponseUpdate> _updates = [];
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private ChatResponse? _latest;
    private UsageDetails? _usage;
    private bool _isQueued;

    public ChatReply(Func<ChatResponseUpdate, ValueTask>? update) => _update = update;

    public bool IsStreaming => _update is not null;

    /// <summary>Whether the thread waits for people.</summary>
    public bool IsAwaiting { get; private set; }

    /// <summary>What the thread waits for.</summary>
    public IReadOnlyList<Review> Reviews { get; private set; } = [];

    /// <summary>Whether what is streamed is kept for <see cref="Messages"/>.</summary>
    public bool IsKept { get; set; }

    /// <summary>What the caller has got.</summary>
    public IEnumerable<ChatMessage> Messages => IsStreaming ? _updates.ToChatResponse().Messages : _messages;

    /// <summary>The conversation id of the caller; <see langword="null"/> when it named none.</summary>
    public string? ConversationId { get; set; }

    /// <summary>Notes that something is part of the reply.</summary>
    /// <returns>Whether it was not before.</returns>
    public bool Note(string id) => _shown.Add(id);

    /// <summary>Whether something is part of the reply.</summary>
    public bool IsNoted(string id) => _shown.Contains(id);

    /// <summary>Takes over what a model said of itself.</summary>
    public void Take(ChatResponse response)
    {
        _latest = response;
        if (response.Usage is { } usage)
        {
            (_usage ??= new UsageDetails()).Add(usage);
        }
    }

    public async ValueTask AddAsync(ChatMessage message)
    {
        if (_update is null)
        {
            _messages.Add(message);
            return;
        }

        await GiveAsync(new ChatResponseUpdate(message.Role, message.Contents)
        {
            AuthorName = message.AuthorName,
            MessageId = message.MessageId,
            ConversationId = ConversationId,
            AdditionalProperties = message.AdditionalProperties,
        }).ConfigureAwait(false);
    }

    /// <summary>Streams a piece of what the model says, without its calls.</summary>
    public async ValueTask StreamAsync(ChatResponseUpdate piece)
    {
        List<AIContent> contents = [.. piece.Contents.Where(c => c is not FunctionCallContent)];
        if (contents.Count > 0 || piece.Contents.Count == 0)
        {
            await GiveAsync(new ChatResponseUpdate(piece.Role, contents)
            {
                AuthorName = piece.AuthorName,
                MessageId = piece.MessageId,
                ResponseId = piece.ResponseId,
                ModelId = piece.ModelId,
                CreatedAt = piece.CreatedAt,
                FinishReason = piece.FinishReason,
                RawRepresentation = piece.RawRepresentation,
                AdditionalProperties = piece.AdditionalProperties,
                ConversationId = ConversationId,
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Says that the thread waits.</summary>
    /// <param name="isForPeople">Whether it waits for people, and not for the caller alone.</param>
    /// <param name="reviews">The reviews that it waits for.</param>
    /// <param name="requests">What is said of that besides what has been said before.</param>
    /// <param name="isQueued">Whether the caller's messages were queued.</param>
    public async ValueTask AwaitAsync(bool isForPeople, IReadOnlyList<Review> reviews, IReadOnlyList<AIContent> requests, bool isQueued)
    {
        (IsAwaiting, Reviews, _isQueued) = (isForPeople, reviews, isQueued);
        if (_update is null)
        {
            if (requests.Count > 0)
            {
                _messages.Add(new ChatMessage(ChatRole.Assistant, [.. requests]));
            }
        }
        else if (IsAwaiting || _isQueued || requests.Count > 0)
        {
            await GiveAsync(new ChatResponseUpdate(ChatRole.Assistant, [.. requests]) { ConversationId = ConversationId, AdditionalProperties = Markers() }).ConfigureAwait(false);
        }
    }

    public ChatResponse ToResponse() => new(_messages)
    {
        ConversationId = ConversationId,
        ResponseId = _latest?.ResponseId,
        ModelId = _latest?.ModelId,
        CreatedAt = _latest?.CreatedAt,
        FinishReason = _latest?.FinishReason,
        Usage = _usage,
        RawRepresentation = _latest?.RawRepresentation,
        AdditionalProperties = Markers(_latest?.AdditionalProperties),
    };

    private ValueTask GiveAsync(ChatResponseUpdate update)
    {
        if (IsKept)
        {
            _updates.Add(update);
        }

        return _update!(update);
    }

    private AdditionalPropertiesDictionary? Markers(AdditionalPropertiesDictionary? given = null)
    {
        if (!IsAwaiting && !_isQueued)
        {
            return given;
        }

        var properties = given is null ? [] : new AdditionalPropertiesDictionary(given);
        if (IsAwaiting)
        {
            properties[OversightProperties.AwaitingReview] = true;
        }

        if (_isQueued)
        {
            properties[OversightProperties.MessageQueued] = true;
        }

        return properties;
    }
}
