using System.Text.Json.Nodes;

namespace Hitl.Testing;

/// <summary>A recorded conversation.</summary>
/// <param name="Id">Its name, unique in the folder.</param>
/// <param name="Messages">Its messages in OpenAI's chat format. They are shared: copy one before you put it elsewhere.</param>
public sealed record Transcript(string Id, IReadOnlyList<JsonObject> Messages)
{
    /// <summary>All tool calls of the conversation, in order.</summary>
    public IEnumerable<StubToolCall> ToolCalls => Messages.SelectMany(OpenAIWire.ToolCallsOf);

    public override string ToString() => Id;
}
