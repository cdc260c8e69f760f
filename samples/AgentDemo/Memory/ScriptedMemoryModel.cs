using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AgentDemo.Memory;

/// <summary>The model that memory asks, without any network: it finds statements of people about themselves, and merges nothing.</summary>
internal sealed class ScriptedMemoryModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        JsonNode? material = JsonNode.Parse(messages.Last().Text);
        JsonObject answer = material?["messages"] is JsonArray said
            ? new JsonObject { ["memories"] = new JsonArray([.. said.Where(IsPersons).SelectMany(message => Facts.In((string)message!["text"]!)).Select(Memory)]) }
            : new JsonObject { ["relation"] = "distinct", ["text"] = null };
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.ToJsonString())));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType?.IsInstanceOfType(this) is true ? this : null;

    public void Dispose()
    {
    }

    private static bool IsPersons(JsonNode? message) => (string?)message?["role"] == ChatRole.User.Value;

    private static JsonObject Memory(string fact) => new() { ["text"] = $"The customer said: {fact}.", ["type"] = "semantic", ["topics"] = new JsonArray("customer") };
}
