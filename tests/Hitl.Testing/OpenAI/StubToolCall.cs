namespace Hitl.Testing;

/// <summary>A tool call in OpenAI's format.</summary>
/// <param name="Id">The id that the result names.</param>
/// <param name="Name">The name of the function.</param>
/// <param name="ArgumentsJson">The arguments as the text on the wire, which need not be JSON.</param>
public sealed record StubToolCall(string Id, string Name, string ArgumentsJson);
