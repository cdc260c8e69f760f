using System.Net;
using System.Text.Json.Nodes;

namespace Hitl.Testing;

/// <summary>What <see cref="OpenAIStub"/> answers to one request.</summary>
public sealed record StubReply
{
    /// <summary>The text of the assistant's message; null for none.</summary>
    public string? Content { get; init; }

    /// <summary>The tool calls of the assistant's message, with their arguments as the text on the wire.</summary>
    public IReadOnlyList<StubToolCall> Calls { get; init; } = [];

    /// <summary>The tokens of the message with their log-probabilities; null for none.</summary>
    public IReadOnlyList<(string Token, double LogProbability)>? Tokens { get; init; }

    /// <summary>Why the model stopped; null for what follows from the calls.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>The body of an answer that is not 200.</summary>
    public string? ErrorBody { get; init; }

    /// <summary>How long the answer takes to begin.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long the stub waits between two chunks of a stream.</summary>
    public TimeSpan ChunkDelay { get; init; }

    /// <summary>Ends a stream without its last chunks after this many, as a broken connection would; null for never.</summary>
    public int? BreakAfterChunks { get; init; }

    /// <summary>A message of text.</summary>
    public static StubReply Text(string content) => new() { Content = content };

    /// <summary>A message of tool calls.</summary>
    /// <param name="calls">Id, name (for Semantic Kernel <c>Plugin-Function</c>) and the arguments as JSON text.</param>
    public static StubReply ToolCalls(params (string Id, string Name, string ArgumentsJson)[] calls) =>
        new() { Calls = [.. calls.Select(call => new StubToolCall(call.Id, call.Name, call.ArgumentsJson))] };

    /// <summary>An HTTP error.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body; null for an error in OpenAI's format.</param>
    public static StubReply Error(HttpStatusCode status, string? body = null) =>
        new() { Status = status, ErrorBody = body ?? OpenAIWire.Error(status.ToString()).ToJsonString() };

    /// <summary>A message as it stands in a conversation in OpenAI's format: a line of a transcript, say.</summary>
    public static StubReply Message(JsonObject message) => new()
    {
        Content = OpenAIWire.TextOf(message),
        Calls = OpenAIWire.ToolCallsOf(message),
    };
}
