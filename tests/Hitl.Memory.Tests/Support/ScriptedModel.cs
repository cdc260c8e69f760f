using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

/// <summary>A model that a test answers for.</summary>
internal sealed class ScriptedModel(Func<IReadOnlyList<ChatMessage>, string> answer) : IChatClient
{
    private readonly Func<IReadOnlyList<ChatMessage>, string> _answer = answer;

    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    public List<ChatOptions?> Options { get; } = [];

    /// <summary>What happens while it thinks.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        lock (Requests)
        {
            Requests.Add(list);
            Options.Add(options);
        }

        await Meanwhile();
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, _answer(list)));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted") : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>A model that says of all memories the same of each other.</summary>
    public static ScriptedModel Saying(string relation, string? text = null) =>
        new(_ => $$"""{"relation":"{{relation}}","text":{{System.Text.Json.JsonSerializer.Serialize(text)}}}""");
}
