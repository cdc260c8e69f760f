using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>New messages with ids of their own that a caller sends again, for example because the model failed after they were stored.</summary>
internal static class KnownMessages
{
    /// <summary>Whether some of the messages can be known by their ids.</summary>
    public static bool HaveIds(IEnumerable<ChatMessage> messages) => messages.Any(m => m.MessageId is { Length: > 0 });

    /// <summary>The messages that the thread does not have.</summary>
    /// <param name="thread">The stored thread.</param>
    /// <param name="messages">What the caller sent.</param>
    /// <exception cref="HistoryConflictException">A message has the id of another one.</exception>
    public static IReadOnlyList<ChatMessage> Without(ThreadHistory thread, IReadOnlyList<ChatMessage> messages)
    {
        var wanted = new Dictionary<string, ChatMessage?>(messages.Count, StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (message.MessageId is { Length: > 0 } id)
            {
                wanted[id] = null;
            }
        }

        Find(wanted, thread.Messages);
        Find(wanted, thread.Queued);
        return wanted.Values.All(m => m is null) ? messages : [.. messages.Where(IsNew)];

        bool IsNew(ChatMessage message)
        {
            if (message.MessageId is not { Length: > 0 } id || wanted[id] is not { } stored)
            {
                return true;
            }

            return stored.Role == message.Role && stored.Text == message.Text
                ? false
                : throw new HistoryConflictException($"The message '{id}' given for thread '{thread.ThreadId}' differs from the one that the thread has under this id. Give each message an id of its own.");
        }
    }

    /// <summary>What the thread said to a message before the user went on.</summary>
    /// <param name="thread">The stored thread.</param>
    /// <param name="message">A message that it has.</param>
    /// <returns>The messages; <see langword="null"/> when the user has not gone on since, or did before there was an answer: what the thread says next is to this message too.</returns>
    public static IEnumerable<ChatMessage>? Answer(ThreadHistory thread, ChatMessage message)
    {
        var (log, next) = (thread.Messages, thread.Messages.Count);
        for (var i = log.Count - 1; i >= 0; i--)
        {
            if (log[i].MessageId == message.MessageId)
            {
                return next < log.Count && next > i + 1 ? log.Take(next).Skip(i + 1) : null;
            }

            next = log[i].Role == ChatRole.User ? i : next;
        }

        return null;
    }

    /// <summary>Finds the first stored message for each wanted id.</summary>
    private static void Find(Dictionary<string, ChatMessage?> wanted, IReadOnlyList<ChatMessage> stored)
    {
        for (var i = 0; i < stored.Count; i++)
        {
            if (stored[i].MessageId is { Length: > 0 } id && wanted.TryGetValue(id, out var found) && found is null)
            {
                wanted[id] = stored[i];
            }
        }
    }
}
