using System.Text.Json;
using Hitl.Memory;
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

    private static IEnumerable<(string Kind, string Value, string? Result)> Atoms(ChatMessage message)
    {
        var text = message.Text;
        if (text.Length > 0 && message.Role != ChatRole.Tool)
        {
            yield return (message.Role.Value, text, null);
        }

        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent call)
            {
                yield return ("call", call.CallId, null);
            }
            else if (content is FunctionResultContent result)
            {
                yield return ("result", result.CallId, ToolResults.ToStored(result.Result)?.ToString() ?? string.Empty);
            }
        }
    }

    private static bool IsSame((string Kind, string Value, string? Result) stored, (string Kind, string Value, string? Result) given) =>
        string.Equals(stored.Kind, given.Kind, StringComparison.OrdinalIgnoreCase)
        && (stored.Value == given.Value || (stored.Kind is "call" or "result" && IsSameId(stored.Value, given.Value)))
        && (stored.Result == given.Result || IsSameJson(stored.Result, given.Result));

    /// <summary>Stored ids of calls may have a suffix that made them unique.</summary>
    public static bool IsSameId(string stored, string given) =>
        stored == given
        || (stored.Length > given.Length + 1 && stored.StartsWith(given, StringComparison.Ordinal) && stored[given.Length] == '~'
        && stored.AsSpan(given.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0);

    private static bool IsSameJson(string? stored, string? given)
    {
        try
        {
            return stored is ['{' or '[', ..] && given is ['{' or '[', ..] && JsonElement.DeepEquals(JsonElement.Parse(stored), JsonElement.Parse(given));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Describe((string Kind, string Value, string? Result) atom) =>
        atom.Kind == "result" ? $"the result '{Short(atom.Result!)}' of the call '{atom.Value}'"
        : atom.Kind == "call" ? $"the call '{atom.Value}'"
        : $"the {atom.Kind} message '{Short(atom.Value)}'";

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
