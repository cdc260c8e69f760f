using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>The tools of a transcript: each call gives the result that it has there, and must have the arguments that it has there.</summary>
internal sealed class TranscriptTools
{
    private readonly Dictionary<string, StubToolCall> _calls;
    private readonly Dictionary<string, string> _results;

    public TranscriptTools(Transcript transcript)
    {
        _calls = transcript.ToolCalls.ToDictionary(c => c.Id);
        _results = transcript.Messages.Where(m => m["tool_call_id"] is not null).ToDictionary(m => (string)m["tool_call_id"]!, m => OpenAIWire.TextOf(m)!);
        Plugin = KernelPluginFactory.CreateFromFunctions(TranscriptWire.Plugin, transcript.ToolCalls.GroupBy(c => c.Name, Function));
    }

    public KernelPlugin Plugin { get; }

    /// <summary>The ids of the calls that ran, in order.</summary>
    public ConcurrentQueue<string> Ran { get; } = new();

    private KernelFunction Function(string name, IEnumerable<StubToolCall> calls) => KernelFunctionFactory.CreateFromMethod(
        (KernelArguments arguments) => Run(name, arguments),
        name,
        parameters: calls.SelectMany(c => Arguments(c).Select(a => a.Name)).Distinct()
            .Select(p => new KernelParameterMetadata(p) { Schema = KernelJsonSchema.Parse("{}") }));

    private string Run(string name, KernelArguments arguments)
    {
        var call = _calls[CurrentCall.Value!.CallId];
        Assert.Equal(call.Name, name);
        Assert.Equal(
            Arguments(call).Select(a => (a.Name, Text(a.Value.ValueKind == JsonValueKind.Null ? null : a.Value))).Order(),
            arguments.Select(a => (a.Key, Text(a.Value))).Order());
        Ran.Enqueue(call.Id);
        return _results[call.Id];
    }

    /// <summary>An argument as the connector hands it over, but for white space in arrays and objects.</summary>
    private static string? Text(object? value) => value?.ToString() is not { } text ? null
        : text.StartsWith('[') || text.StartsWith('{') ? System.Text.Json.Nodes.JsonNode.Parse(text)!.ToJsonString()
        : text;

    private static JsonElement.ObjectEnumerator Arguments(StubToolCall call) => JsonElement.Parse(call.ArgumentsJson).EnumerateObject();
}
