using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentDemo.Memory;
using AgentDemo.Shop;
using Microsoft.Extensions.AI;

namespace AgentDemo.Agent;

/// <summary>
/// A support agent's model that needs no network: it reads the conversation, asks for tools in batches as a real model
/// does, and answers from what came back. It keeps nothing between calls, so any process can go on with a conversation.
/// </summary>
internal sealed class ScriptedChatClient : IChatClient
{
    private const string ModelName = "scripted";
    private static readonly ChatClientMetadata Metadata = new(ModelName, null, ModelName);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Respond([.. messages], options));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (AIContent content in response.Messages[0].Contents.SelectMany(InPieces))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content])
            {
                MessageId = response.Messages[0].MessageId,
                ResponseId = response.ResponseId,
                ModelId = response.ModelId,
            };
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [])
        {
            MessageId = response.Messages[0].MessageId,
            ResponseId = response.ResponseId,
            ModelId = response.ModelId,
            FinishReason = response.FinishReason,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? Metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
    }

    private static ChatResponse Respond(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        Plan plan = Conversation.PlanFor(messages);
        var contents = new List<AIContent>();
        foreach (Step step in plan.Ready)
        {
            if (options?.ToolMode is not NoneChatToolMode && ToolNames.Offered(step.Tool, options) is { } name)
            {
                contents.Add(Call(name, step.Arguments()!));
            }
        }

        bool calls = contents.Count > 0;
        if (!calls)
        {
            contents.Add(new TextContent(Answer.For(plan, Conversation.LastUserText(messages), Recollection.In(messages))));
        }

        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = NewId("msg_") })
        {
            ResponseId = NewId("resp_"),
            ModelId = ModelName,
            FinishReason = calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
    }

    private static FunctionCallContent Call(string name, JsonObject arguments)
    {
        // As they arrive from a model over the wire: parsed JSON, not .NET values.
        JsonElement json = JsonSerializer.SerializeToElement(arguments, ShopJson.Default.JsonObject);
        return new FunctionCallContent(
            NewId("call_"),
            name,
            json.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value));
    }

    private static IEnumerable<AIContent> InPieces(AIContent content) => content is TextContent text
        ? text.Text.Split(' ').Select((word, index) => new TextContent(index == 0 ? word : " " + word))
        : [content];

    private static string NewId(string prefix) => prefix + Guid.NewGuid().ToString("n")[..24];
}
