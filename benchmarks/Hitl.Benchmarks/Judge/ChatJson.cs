using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Hitl.Benchmarks.Judge;

/// <summary>Reads messages of OpenAI's chat format. What may be missing in recorded conversations is tolerated.</summary>
internal static class ChatJson
{
    /// <summary>Reads messages.</summary>
    /// <exception cref="FormatException">A message has no role, or a call no name.</exception>
    public static List<ChatMessage> Messages(JsonElement messages)
    {
        List<ChatMessage> read = [];
        Queue<string> unanswered = [];
        foreach (var message in messages.EnumerateArray())
        {
            var role = Text(message, "role") ?? throw new FormatException("a message has no role");
            if (role is "tool" or "function")
            {
                read.Add(Result(message, unanswered, read));
                continue;
            }

            List<AIContent> contents = [];
            if (Content(message) is { Length: > 0 } text)
            {
                contents.Add(new TextContent(text));
            }

            foreach (var call in Calls(message))
            {
                unanswered.Enqueue(call.CallId);
                contents.Add(call);
            }

            read.Add(new ChatMessage(new ChatRole(role == "developer" ? "system" : role), contents));
        }

        return read;
    }

    /// <summary>Arguments as an object: they are recorded as an object or as its text.</summary>
    /// <exception cref="FormatException">They are neither.</exception>
    public static JsonElement Arguments(JsonElement arguments)
    {
        var value = arguments.ValueKind == JsonValueKind.String ? JsonElement.Parse(arguments.GetString() is { Length: > 0 } text ? text : "{}") : arguments;
        return value.ValueKind switch
        {
            JsonValueKind.Object => value,
            JsonValueKind.Null or JsonValueKind.Undefined => JsonElement.Parse("{}"),
            _ => throw new FormatException("the arguments of a call are no object"),
        };
    }

    private static IEnumerable<FunctionCallContent> Calls(JsonElement message)
    {
        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var (index, call) in calls.EnumerateArray().Index())
        {
            var function = call.TryGetProperty("function", out var inner) ? inner : call;
            var name = Text(function, "name") ?? throw new FormatException("a call has no name");
            var arguments = Arguments(function.TryGetProperty("arguments", out var given) ? given : default);
            yield return new FunctionCallContent(
                Text(call, "id") ?? $"call-{index}",
                name,
                arguments.EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value, StringComparer.Ordinal));
        }
    }

    private static ChatMessage Result(JsonElement message, Queue<string> unanswered, List<ChatMessage> before)
    {
        var id = Text(message, "tool_call_id") ?? Named(Text(message, "name"), before) ?? (unanswered.TryPeek(out var next) ? next : "unknown");
        if (unanswered.TryPeek(out var first) && first == id)
        {
            unanswered.Dequeue();
        }

        return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, Content(message) ?? string.Empty)]);
    }

    private static string? Named(string? name, List<ChatMessage> before)
    {
        var answered = before.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.CallId).ToHashSet(StringComparer.Ordinal);
        return name is null ? null : before.SelectMany(m => m.Contents).OfType<FunctionCallContent>().FirstOrDefault(c => c.Name == name && !answered.Contains(c.CallId))?.CallId;
    }

    private static string? Content(JsonElement message) => !message.TryGetProperty("content", out var content) ? null : content.ValueKind switch
    {
        JsonValueKind.String => content.GetString(),
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.String ? p.GetString() : Text(p, "text")).Where(t => t is not null)),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => content.GetRawText(),
    };

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
