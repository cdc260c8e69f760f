using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Checks that a history an app holds goes on where the stored log ends.</summary>
internal static class HistoryPrefix
{
    /// <summary>Drops what the log has from the beginning of a history.</summary>
    /// <returns>The messages that are new.</returns>
    /// <exception cref="HistoryConflictException">The history contradicts the log.</exception>
    public static IReadOnlyList<ChatMessage> Skip(string threadId, IReadOnlyList<ChatMessage> log, IReadOnlyList<ChatMessage> history)
    {
        var stored = log.SelectMany(Atoms).ToList();
        var position = 0;
        for (var i = 0; i < history.Count; i++)
        {
            if (position == stored.Count)
            {
                return [.. history.Skip(i)];
            }

            foreach (var atom in Atoms(history[i]))
            {
                if (position == stored.Count || !IsSame(stored[position], atom))
                {
                    throw new HistoryConflictException(
                        $"The chat history given for thread '{threadId}' contradicts the stored one at message {i}: it has {Describe(atom)} where the thread has {(position < stored.Count ? Describe(stored[position]) : "nothing")}. Take the history from the thread, or remove the placeholders of a paused turn.");
                }

                position++;
            }
        }

        return position == stored.Count
            ? []
            : throw new HistoryConflictException(
                $"The chat history given for thread '{threadId}' is older than the stored one: it lacks {Describe(stored[position])}. Take the history from the thread.");
    }

    private static IEnumerable<(string Kind, string Value)> Atoms(ChatMessage message)
    {
        var text = message.Text;
        if (text.Length > 0 && message.Role != ChatRole.Tool)
        {
            yield return (message.Role.Value, text);
        }

        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent call)
            {
                yield return ("call", call.CallId);
            }
            else if (content is FunctionResultContent result)
            {
                yield return ("result", result.CallId);
            }
        }
    }

    /// <summary>Stored ids of calls may have a suffix that made them unique.</summary>
    private static bool IsSame((string Kind, string Value) stored, (string Kind, string Value) given) =>
        stored == given
        || (stored.Kind == given.Kind && stored.Kind is "call" or "result" && stored.Value.StartsWith(given.Value, StringComparison.Ordinal) && stored.Value.Contains('~', StringComparison.Ordinal));

    private static string Describe((string Kind, string Value) atom) =>
        atom.Kind is "call" or "result" ? $"the {atom.Kind} '{atom.Value}'" : $"the {atom.Kind} message '{(atom.Value.Length > 40 ? atom.Value[..40] + "…" : atom.Value)}'";
}
