using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary><see cref="PlanModel"/> behind OpenAI's wire, for Semantic Kernel's connector.</summary>
internal static class PlanStub
{
    public static Task<OpenAIStub> StartAsync(PlanModel model) => OpenAIStub.StartAsync(async (request, aborted) =>
        Reply((await model.GetResponseAsync(OpenAIWire.MessagesOf(request).Select(Message), cancellationToken: aborted)).Messages[0]));

    private static ChatMessage Message(JsonObject message) => OpenAIWire.RoleOf(message) switch
    {
        "tool" => new(ChatRole.Tool, [new FunctionResultContent((string)message["tool_call_id"]!, OpenAIWire.TextOf(message))]),
        var role when OpenAIWire.ToolCallsOf(message) is { Count: > 0 } calls => new(new ChatRole(role), [.. calls.Select(c => new FunctionCallContent(c.Id, c.Name))]),
        var role => new(new ChatRole(role), OpenAIWire.TextOf(message)),
    };

    private static StubReply Reply(ChatMessage message) => message.Contents.OfType<FunctionCallContent>().ToList() is { Count: > 0 } calls
        ? StubReply.ToolCalls([.. calls.Select(c => (c.CallId, c.Name.Replace('_', '-'), JsonSerializer.Serialize(c.Arguments)))])
        : StubReply.Text(message.Text);
}
