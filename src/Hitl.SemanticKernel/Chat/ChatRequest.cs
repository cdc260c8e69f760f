using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>One request to the client.</summary>
/// <param name="Client">The client.</param>
/// <param name="Options">The caller's options; <see langword="null"/> when it gave none.</param>
/// <param name="Reply">Takes what the caller gets.</param>
/// <param name="Cancellation">Cancels the turn.</param>
internal sealed record ChatRequest(OversightChatClient Client, ChatOptions? Options, ChatReply Reply, CancellationToken Cancellation)
{
    /// <summary>The thread that the caller names; <see langword="null"/> when it names none.</summary>
    public string? Named => string.IsNullOrEmpty(Options?.ConversationId) ? null : Options.ConversationId;

    /// <summary>The thread with the call inside of which the request is made; <see langword="null"/> when it is made in none.</summary>
    public string? CallerThread { get; init; }
}
