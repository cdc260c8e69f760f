using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Messages that belong together: calls and their results are one group, any other message is one of its own.</summary>
internal static class MessageGroups
{
    /// <summary>The groups, in order.</summary>
    public static List<List<ChatMessage>> Of(IEnumerable<ChatMessage> messages)
    {
        var groups = new List<List<ChatMessage>>();
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            var goesOn = groups.Count > 0 && (message.Role == ChatRole.Tool || open.Count > 0) && message.Role != ChatRole.User && message.Role != ChatRole.System;
            if (goesOn)
            {
                groups[^1].Add(message);
            }
            else
            {
                groups.Add([message]);
                open.Clear();
            }

            open.UnionWith(message.Contents.OfType<FunctionCallContent>().Select(call => call.CallId));
            open.ExceptWith(message.Contents.OfType<FunctionResultContent>().Select(result => result.CallId));
        }

        return groups;
    }

    /// <summary>The newest messages that fit, with all system messages. The last group is there whether it fits or not.</summary>
    /// <param name="messages">The messages, the oldest first.</param>
    /// <param name="budget">How much there is room for, system messages included.</param>
    /// <param name="cost">How much room a message needs.</param>
    public static List<ChatMessage> Newest(IReadOnlyList<ChatMessage> messages, long budget, Func<ChatMessage, int> cost)
    {
        var room = budget - messages.Where(IsSystem).Sum(message => (long)cost(message));
        var kept = new HashSet<ChatMessage>(messages.Where(IsSystem), ReferenceEqualityComparer.Instance);
        var isLast = true;
        foreach (var group in Enumerable.Reverse(Of(messages.Where(message => !IsSystem(message)))))
        {
            room -= group.Sum(message => (long)cost(message));
            if (room < 0 && !isLast)
            {
                break;
            }

            kept.UnionWith(group);
            isLast = false;
        }

        return [.. messages.Where(kept.Contains)];
    }

    public static bool IsSystem(ChatMessage message) => message.Role == ChatRole.System;
}
