using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Scoring.Injected;

/// <summary>Conversations, and how a call after them is judged.</summary>
internal static class Said
{
    /// <summary>Messages in OpenAI's format.</summary>
    public static List<ChatMessage> Messages(IEnumerable<JsonObject> wire) => [.. wire.Select(Message)];

    public static ChatMessage User(string text) => new(ChatRole.User, text);

    /// <summary>A call of a tool and what it returned.</summary>
    public static ChatMessage[] Tool(string name, object output, string arguments = "{}")
    {
        var id = Guid.NewGuid().ToString("N");
        return [new(ChatRole.Assistant, [Call(id, name, arguments)]), new(ChatRole.Tool, [new FunctionResultContent(id, output)])];
    }

    public static ToolCall After(IEnumerable<ChatMessage> messages, string tool, string arguments, OversightDeclaration? declaration = null) =>
        Some.Call(tool, arguments, declaration: declaration) with { Conversation = Conversation.Of(messages) };

    /// <summary>Judges a call with everything in the box.</summary>
    public static async Task<(RiskAssessment Risk, TrustAssessment Trust, Verdict Verdict)> JudgeAsync(ToolCall call, IServiceProvider services)
    {
        var risk = await services.GetRequiredService<RiskScoring>().AssessAsync(call, TestContext.Current.CancellationToken);
        var trust = await services.GetRequiredService<TrustScoring>().AssessAsync(call, risk, TestContext.Current.CancellationToken);
        return (risk, trust, Some.Verdict(call, risk, trust));
    }

    public static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddHitl();
        return services.BuildServiceProvider();
    }

    private static ChatMessage Message(JsonObject message)
    {
        var text = OpenAIWire.TextOf(message) ?? "";
        return OpenAIWire.RoleOf(message) switch
        {
            "tool" => new(ChatRole.Tool, [new FunctionResultContent((string)message["tool_call_id"]!, text)]),
            "assistant" => new(ChatRole.Assistant, [new TextContent(text), .. OpenAIWire.ToolCallsOf(message).Select(c => Call(c.Id, c.Name, c.ArgumentsJson))]),
            "user" => new(ChatRole.User, text),
            _ => new(ChatRole.System, text),
        };
    }

    private static FunctionCallContent Call(string id, string name, string arguments) =>
        new(id, name, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments));
}
