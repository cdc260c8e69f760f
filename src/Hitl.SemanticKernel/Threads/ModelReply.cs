using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>What the model's turn added to the connector's own history behind the last batch, in stored form.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Answer">The last message as Semantic Kernel gave it; <see langword="null"/> when there is none.</param>
internal sealed record ModelReply(IReadOnlyList<ChatMessage> Messages, ChatMessageContent? Answer);
