using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Makes of an app's messages those that are appended: with an id and a time, without what was recalled.</summary>
internal static class MessageIntake
{
    /// <exception cref="InvalidMessageException">A message says that it was made more than 300 seconds in the future.</exception>
    public static List<ChatMessage> Take(IReadOnlyList<ChatMessage> messages, DateTimeOffset now)
    {
        var taken = new List<ChatMessage>();
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i] ?? throw new InvalidMessageException($"The message at place {i} is null.") { Index = i };
            if (message.CreatedAt > now + NewMemoryCheck.MaxSkew)
            {
                throw new InvalidMessageException($"The message {(message.MessageId is { } id ? $"'{id}'" : $"at place {i}")} was made more than 300 seconds in the future.") { MessageId = message.MessageId, Index = i };
            }

            if (!RecalledText.IsRecalled(message) && !SummaryMessage.Is(message) && Own(message) is { } own)
            {
                own.MessageId ??= Ulid.New(now);
                own.CreatedAt ??= now;
                taken.Add(own);
            }
        }

        return taken;
    }

    private static ChatMessage? Own(ChatMessage message)
    {
        var own = message.Clone();
        own.Contents = [.. message.Contents.Select(Own).OfType<AIContent>()];
        return own.Contents.Count == 0 && message.Contents.Count > 0 ? null : own;
    }

    // Null when there is nothing in it but what was recalled.
    private static AIContent? Own(AIContent content)
    {
        if (content is not TextContent { Text: var text } || !RecalledText.IsIn(text))
        {
            return content;
        }

        var rest = RecalledText.Remove(text);
        return rest.Length == 0 ? null : new TextContent(rest) { AdditionalProperties = content.AdditionalProperties };
    }
}
