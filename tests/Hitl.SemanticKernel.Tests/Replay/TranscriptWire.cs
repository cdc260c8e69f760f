using System.Text.Json;
using System.Text.Json.Nodes;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>Messages as text that is equal for messages that say the same, whichever path they went and whatever form they have.</summary>
internal static class TranscriptWire
{
    public const string Plugin = "Tools";

    /// <summary>A tool's name without the plugin: <c>Tools-name</c> on the connector's path, <c>Tools_name</c> on the other.</summary>
    public static string Bare(string tool) =>
        tool.StartsWith(Plugin + "-", StringComparison.Ordinal) || tool.StartsWith(Plugin + "_", StringComparison.Ordinal) ? tool[(Plugin.Length + 1)..] : tool;

    public static string Normal(JsonObject message) =>
        OpenAIWire.Normalize(WithNames(message, Bare));

    public static string Normal(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(c => new StubToolCall(c.CallId, StoredName(c.Name), ToolArguments.GetRaw(c)?.GetRawText() ?? ToolArguments.GetRawText(c) ?? "?"));
        var wire = OpenAIWire.Assistant(message.Text, calls);
        wire["role"] = message.Role.Value;
        if (message.Contents.OfType<FunctionResultContent>().ToList() is [var result])
        {
            wire["tool_call_id"] = result.CallId;
            wire["content"] = result.Result switch { null => null, JsonElement json => json.GetRawText(), var text => (string)text };
        }

        return OpenAIWire.Normalize(wire);
    }

    public static JsonObject WithNames(JsonObject message, Func<string, string> name)
    {
        var copy = message.DeepClone().AsObject();
        foreach (var call in copy["tool_calls"]?.AsArray() ?? [])
        {
            call!["function"]!["name"] = name((string)call["function"]!["name"]!);
        }

        return copy;
    }

    private static string StoredName(string name) =>
        name.StartsWith(Plugin + "-", StringComparison.Ordinal) ? Bare(name) : "not the stored form: " + name;
}
