using System.Text.Json;
using System.Text.Json.Nodes;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel.Tests.Support;

/// <summary>What messages are on OpenAI's wire.</summary>
internal static class Wire
{
    /// <summary>What a model is told in place of a result by Semantic Kernel when a filter ends the turn.</summary>
    private static readonly string?[] Placeholders = [null, "", "Success: Function completed."];

    public static void CheckResults(IReadOnlyList<JsonObject> messages)
    {
        var open = new Queue<string>();
        foreach (var message in messages)
        {
            if (OpenAIWire.RoleOf(message) == "tool")
            {
                Assert.Equal(open.Dequeue(), (string?)message["tool_call_id"]);
                Assert.DoesNotContain(OpenAIWire.TextOf(message), Placeholders);
                continue;
            }

            Assert.Empty(open);
            foreach (var call in OpenAIWire.ToolCallsOf(message))
            {
                open.Enqueue(call.Id);
            }
        }

        Assert.Empty(open);
    }

    /// <summary>The results of the last request, by the ids of their calls.</summary>
    public static Dictionary<string, string?> Results(OpenAIStub model) =>
        model.LastMessages.Where(m => OpenAIWire.RoleOf(m) == "tool").ToDictionary(m => (string)m["tool_call_id"]!, OpenAIWire.TextOf);

    /// <summary>A stored message as it should be on the wire, normalized.</summary>
    public static IEnumerable<string> Of(ChatMessage message, ModelPath path)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        return results.Count > 0
            ? results.Select(r => OpenAIWire.Normalize(OpenAIWire.Tool(r.CallId, Text(r.Result))))
            : [OpenAIWire.Normalize(new JsonObject(OpenAIWire.Assistant(
                message.Text.Length == 0 ? null : message.Text,
                message.Contents.OfType<FunctionCallContent>().Select(c => new StubToolCall(c.CallId, Name(c, path), Arguments(c)))).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))
                { ["role"] = message.Role.Value })];
    }

    private static string Name(FunctionCallContent call, ModelPath path) => path == ModelPath.ChatClient ? call.Name.Replace('-', '_') : call.Name;

    private static string Arguments(FunctionCallContent call) =>
        ToolArguments.GetRaw(call)?.GetRawText() ?? ToolArguments.GetRawText(call) ?? "{}";

    private static string Text(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement element => element.GetRawText(),
        _ => throw new InvalidOperationException($"{result.GetType()} is not a stored result."),
    };
}
