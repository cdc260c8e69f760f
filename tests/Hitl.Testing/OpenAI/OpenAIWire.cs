using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hitl.Testing;

/// <summary>OpenAI's chat completions format: builds messages, takes them apart, and compares them.</summary>
public static class OpenAIWire
{
    internal static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject System(string text) => new() { ["role"] = "system", ["content"] = text };

    public static JsonObject User(string text) => new() { ["role"] = "user", ["content"] = text };

    public static JsonObject Assistant(string? text, params IEnumerable<StubToolCall> calls)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text };
        JsonNode[] wire = [.. calls.Select(ToolCall)];
        if (wire.Length > 0)
        {
            message["tool_calls"] = new JsonArray(wire);
        }

        return message;
    }

    public static JsonObject Tool(string callId, string content) =>
        new() { ["role"] = "tool", ["tool_call_id"] = callId, ["content"] = content };

    public static JsonObject Error(string message) =>
        new() { ["error"] = new JsonObject { ["message"] = message, ["type"] = "stub_error", ["code"] = null, ["param"] = null } };

    /// <summary>The messages of a request.</summary>
    public static IReadOnlyList<JsonObject> MessagesOf(JsonObject request) =>
        [.. (request["messages"]?.AsArray() ?? []).Select(message => message!.AsObject())];

    /// <summary>The role of a message.</summary>
    public static string RoleOf(JsonObject message) => (string)message["role"]!;

    /// <summary>The text of a message, whether it is a string or parts; null when it has none.</summary>
    public static string? TextOf(JsonObject message) => message["content"] switch
    {
        null => null,
        JsonArray parts => string.Concat(parts.Select(part => (string?)part?["text"])),
        var text => (string?)text,
    };

    /// <summary>The tool calls of a message; empty when it has none.</summary>
    public static IReadOnlyList<StubToolCall> ToolCallsOf(JsonObject message) =>
    [
        .. (message["tool_calls"]?.AsArray() ?? []).Select(call => new StubToolCall(
            (string)call!["id"]!, (string)call["function"]!["name"]!, (string)call["function"]!["arguments"]!)),
    ];

    /// <summary>
    /// A message as a text that is equal for messages that say the same: role, text, calls with their arguments as
    /// canonical JSON, and the id that a result answers. Names, refusals and other extras are left out.
    /// </summary>
    public static string Normalize(JsonObject message)
    {
        var text = TextOf(message);
        var normal = new JsonObject { ["role"] = RoleOf(message), ["content"] = string.IsNullOrEmpty(text) ? null : text };
        if (ToolCallsOf(message) is { Count: > 0 } calls)
        {
            normal["tool_calls"] = new JsonArray([.. calls.Select(call => ToolCall(call with { ArgumentsJson = Canonical(call.ArgumentsJson) }))]);
        }

        if (message["tool_call_id"] is { } id)
        {
            normal["tool_call_id"] = id.DeepClone();
        }

        return normal.ToJsonString(Readable);
    }

    internal static JsonNode ToolCall(StubToolCall call) => new JsonObject
    {
        ["id"] = call.Id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.ArgumentsJson },
    };

    private static string Canonical(string json)
    {
        try
        {
            return Sorted(JsonNode.Parse(json))?.ToJsonString(Readable) ?? "null";
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
