using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>A model that says what the transcript says next, if it is sent what the transcript says before.</summary>
internal sealed class TranscriptModel(IEnumerable<Transcript> transcripts)
{
    private readonly Dictionary<string, Transcript> _transcripts = transcripts.ToDictionary(t => t.Id);
    private readonly ConcurrentQueue<(string Id, int Position)> _answers = new();

    /// <summary>The positions of the messages that the model gave, in order.</summary>
    public IEnumerable<int> AnswersOf(string id) => _answers.Where(a => a.Id == id).Select(a => a.Position);

    public StubReply Answer(JsonObject request)
    {
        var transcript = _transcripts[(string)request["model"]!];
        var sent = OpenAIWire.MessagesOf(request);
        Assert.Equal(transcript.Messages.Take(sent.Count).Select(TranscriptWire.Normal), sent.Select(TranscriptWire.Normal));

        Assert.True(sent.Count < transcript.Messages.Count, $"The model is asked once more at the end of {transcript}, with all its {sent.Count} messages.");
        var next = transcript.Messages[sent.Count];
        Assert.Equal("assistant", OpenAIWire.RoleOf(next));
        _answers.Enqueue((transcript.Id, sent.Count));
        var offered = (request["tools"]?.AsArray() ?? []).Select(tool => (string)tool!["function"]!["name"]!).ToDictionary(TranscriptWire.Bare);
        return StubReply.Message(TranscriptWire.WithNames(next, name => offered[name]));
    }
}
