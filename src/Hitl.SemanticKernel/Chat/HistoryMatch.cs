using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Compares a whole history that a caller sent with the stored thread.</summary>
/// <remarks>
/// Texts are compared in their order. Calls and results are compared by their ids: a caller has the results of calls that ran beside a waiting one
/// before that one's, and the log has them in the order of the calls.
/// </remarks>
internal sealed class HistoryMatch
{
    private readonly string _threadId;
    private readonly List<(int Index, string Text)> _texts = [];
    private readonly Dictionary<string, (int Index, FunctionCallContent Call)> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Index, string? Result)> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FunctionResultContent> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _handed;
    private readonly List<ChatMessage> _new = [];
    private int _position;

    private HistoryMatch(ThreadHistory thread)
    {
        _threadId = thread.ThreadId;
        _handed = [.. thread.Calls.Where(CallerResults.IsAwaited).Select(c => c.CallId)];
        var index = 0;
        foreach (var message in thread.Messages.Concat(thread.Queued))
        {
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call)
                {
                    _calls[call.CallId] = (index, call);
                }
                else if (content is FunctionResultContent result)
                {
                    _results[result.CallId] = (index, Text(result));
                }
            }

            if (Text(message) is { Length: > 0 } text)
            {
                _texts.Add((index, text));
            }

            index++;
        }

        foreach (var call in thread.Calls.Where(c => c.State.IsSettled() && c.ParentId is null))
        {
            _results.TryAdd(call.CallId, (-1, call.Result is null ? null : ToolResults.ToStored(call.Result)?.ToString()));
        }
    }

    /// <summary>What the history has and the thread has not.</summary>
    public IReadOnlyList<ChatMessage> New => _new;

    /// <summary>The results that the history has of calls that were left to the caller.</summary>
    public IReadOnlyDictionary<string, FunctionResultContent> Results => _given;

    /// <summary>How many messages of the thread, from its beginning, the history reaches into.</summary>
    public int Covered { get; private set; }

    /// <summary>Compares.</summary>
    /// <param name="thread">The stored thread.</param>
    /// <param name="history">The history, with the names of tools as they are stored.</param>
    /// <param name="incoming">What the history was taken from.</param>
    /// <exception cref="HistoryConflictException">They contradict each other.</exception>
    public static HistoryMatch Find(ThreadHistory thread, IReadOnlyList<ChatMessage> history, IncomingMessages incoming)
    {
        var match = new HistoryMatch(thread);
        for (var i = 0; i < history.Count; i++)
        {
            match.Take(history[i], incoming.Places[i]);
        }

        foreach (var id in incoming.Asked)
        {
            match.Cover(match._calls.TryGetValue(id, out var known) ? known.Index : -1);
        }

        return match;
    }

    private void Take(ChatMessage message, int place)
    {
        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent call)
            {
                Take(call, place);
            }
            else if (content is FunctionResultContent result)
            {
                Take(result, place);
            }
        }

        if (Text(message) is not { Length: > 0 } text)
        {
            return;
        }

        if (_new.Count == 0 && _position < _texts.Count)
        {
            var (index, stored) = _texts[_position++];
            if (stored != text)
            {
                throw Conflict(place, Describe(text), Describe(stored));
            }

            Cover(index);
            return;
        }

        if (message.Role == ChatRole.Assistant || message.Role == ChatRole.Tool)
        {
            throw Conflict(place, Describe(text), "nothing like it");
        }

        _new.Add(message);
    }

    private void Take(FunctionCallContent given, int place)
    {
        if (!_calls.TryGetValue(given.CallId, out var known))
        {
            throw Conflict(place, $"the call '{given.CallId}'", "no such call");
        }

        if (known.Call.Name != given.Name || !IsSame(ToolArguments.GetRaw(known.Call), ToolArguments.GetRaw(given)))
        {
            throw Conflict(place, $"the call '{given.CallId}' with one tool and arguments", "others");
        }

        Cover(known.Index);
    }

    private void Take(FunctionResultContent given, int place)
    {
        if (_handed.Contains(given.CallId))
        {
            _given[given.CallId] = given;
            return;
        }

        if (!_results.TryGetValue(given.CallId, out var known))
        {
            throw Conflict(place, $"a result of the call '{given.CallId}'", "none");
        }

        if (Text(given) is var text && !IsSame(known.Result, text))
        {
            throw Conflict(place, $"the result {Describe(text ?? string.Empty)} of the call '{given.CallId}'", Describe(known.Result ?? string.Empty));
        }

        Cover(known.Index);
    }

    private void Cover(int index) => Covered = Math.Max(Covered, index + 1);

    /// <summary>What a message says, with its role. What a model says beside its text may be lost on the way through an app.</summary>
    private static string? Text(ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
        {
            return null;
        }

        var others = message.Role == ChatRole.Assistant ? [] : message.Contents.Where(c => c is not (TextContent or FunctionCallContent or FunctionResultContent)).Select(c => $"[{c.GetType().Name}]");
        var text = message.Text + string.Concat(others);
        return text.Length == 0 ? null : $"{message.Role.Value.ToLowerInvariant()}: {text}";
    }

    /// <summary>Whether two results, as texts, are the same text or the same JSON.</summary>
    public static bool IsSame(string? one, string? other) => one == other || IsSame(Json(one), Json(other));

    /// <summary>A result as text.</summary>
    public static string? Text(FunctionResultContent result) =>
        result.Exception is { } error ? ToolMessages.Failed(error) : ToolResults.ToStored(result.Result)?.ToString();

    private static bool IsSame(JsonElement? one, JsonElement? other) =>
        one is null ? other is null : other is not null && JsonElement.DeepEquals(one.Value, other.Value);

    private static JsonElement? Json(string? text)
    {
        try
        {
            return text is ['{' or '[', ..] ? JsonElement.Parse(text) : JsonElement.Parse(ResultJson.Text(text ?? string.Empty));
        }
        catch (JsonException)
        {
            return JsonElement.Parse(ResultJson.Text(text!));
        }
    }

    private HistoryConflictException Conflict(int place, string given, string stored) => new(
        $"The chat history given for thread '{_threadId}' contradicts the stored one at message {place}: it has {given} where the thread has {stored}. Send the new messages only, or take the history from the thread.");

    private static string Describe(string text) => $"'{(text.Length > 50 ? text[..50] + "…" : text)}'";
}
