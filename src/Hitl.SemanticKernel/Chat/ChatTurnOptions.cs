using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What a caller of the client wants of a turn.</summary>
internal sealed class ChatTurnOptions
{
    private readonly ChatOptions? _options;

    private ChatTurnOptions(ChatOptions? options, ChatClientTools tools, string? userId)
    {
        _options = options;
        Tools = tools;
        UserId = userId;
    }

    /// <summary>The functions that can be invoked.</summary>
    public ChatClientTools Tools { get; }

    /// <summary>The user for whom the agent acts.</summary>
    public string? UserId { get; }

    public static ChatTurnOptions Of(OversightChatClient client, ChatOptions? options)
    {
        string? userId = null;
        if (options is not null)
        {
            userId = options.AdditionalProperties?.TryGetValue(OversightUsers.Key, out var user) == true ? user?.ToString() : null;
            options = options.Clone();
            options.ConversationId = null;
            options.AdditionalProperties?.Remove(OversightUsers.Key);
        }

        return new ChatTurnOptions(options, ChatClientTools.Of([.. options?.Tools ?? [], .. client.AdditionalTools ?? []]), userId);
    }

    /// <summary>The options of one request to the model.</summary>
    /// <param name="isFirst">Whether no results are sent with it: a call that was required has been made otherwise.</param>
    /// <param name="isLast">Whether its calls will not be invoked any more.</param>
    public ChatOptions? ForModel(bool isFirst, bool isLast)
    {
        if (_options is null)
        {
            return null;
        }

        var options = _options.Clone();
        if (options.ToolMode is RequiredChatToolMode && !isFirst)
        {
            options.ToolMode = null;
        }

        if (isLast && options.Tools?.Any(t => t is AIFunctionDeclaration) == true)
        {
            options.Tools = [.. options.Tools.Where(t => t is not AIFunctionDeclaration)];
            options.ToolMode = options.Tools.Count == 0 ? null : options.ToolMode;
        }

        return options;
    }
}
