using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Finds in messages what is worth remembering. It writes nothing.</summary>
internal sealed class MemoryExtractor(MemoryModel model, TokenCounter counter, int window, int maxTextBytes)
{
    private const int MaxTopics = 3;
    private const int MaxMemories = 50;
    private const int MinPiece = 256;

    /// <summary>Finds memories. Text that does not fit the model's window goes in pieces, in order.</summary>
    /// <param name="strategy">How.</param>
    /// <param name="threadId">The thread that the messages are from.</param>
    /// <param name="messages">What is new.</param>
    /// <param name="context">What was said before.</param>
    /// <param name="previous">The summary that the summary strategy goes on with.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ModelAnswerException">The model failed, or gave no usable answer. That is something else than finding nothing.</exception>
    public async Task<IReadOnlyList<NewMemory>> ExtractAsync(
        ExtractionStrategy strategy, string threadId, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatMessage> context, string? previous, CancellationToken cancellationToken)
    {
        var said = messages.Select(Said).Where(entry => entry is not null).Select(entry => entry!).ToList();
        if (said.Count == 0)
        {
            return [];
        }

        var found = new List<NewMemory>();
        var isSummary = strategy.Kind == ExtractionKind.Summary;
        var sources = messages.Where(message => Said(message) is not null).Select(message => message.MessageId).OfType<string>().Take(100).ToArray();
        foreach (var piece in Pieces(said))
        {
            var material = new JsonObject { ["messages"] = new JsonArray([.. piece.Select(entry => entry.DeepClone())]) };
            if (isSummary)
            {
                material["summary_so_far"] = previous;
            }
            else
            {
                material["context"] = new JsonArray([.. context.Select(Said).OfType<JsonNode>()]);
            }

            var answer = await model.AskAsync(
                isSummary ? "summarise a conversation for long-term memory" : "extract memories",
                isSummary ? ExtractionPrompts.Summary(strategy.MaxWords) : ExtractionPrompts.Of(strategy),
                JsonSerializer.Serialize(material, MemoryJson.Default.JsonObject),
                ModelJson.Default.ExtractedMemories,
                extracted => Problem(extracted, isSummary),
                cancellationToken).ConfigureAwait(false);
            if (isSummary)
            {
                found.Clear();
                previous = answer.Memories.Count == 0 ? previous : answer.Memories[0].Text;
            }

            found.AddRange(answer.Memories.Select(memory => Memory(memory, strategy, threadId, sources)));
        }

        return found;
    }

    /// <summary>The id of the summary of a thread.</summary>
    public static string SummaryId(string threadId) => MemoryKeys.Derived("summary", threadId);

    // What users and the agent say, without what was recalled. What tools return is not anyone's word, and never becomes a memory by itself.
    private static JsonObject? Said(ChatMessage message)
    {
        if ((message.Role != ChatRole.User && message.Role != ChatRole.Assistant) || RecalledText.IsRecalled(message) || RecalledText.Remove(message.Text).Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        return new()
        {
            ["role"] = message.Role.Value,
            ["name"] = message.AuthorName,
            ["time"] = message.CreatedAt?.ToString("o", CultureInfo.InvariantCulture),
            ["text"] = text,
        };
    }

    private static NewMemory Memory(ExtractedMemory memory, ExtractionStrategy strategy, string threadId, string[] sources) => new()
    {
        Id = strategy.Kind == ExtractionKind.Summary ? SummaryId(threadId) : null,
        Text = memory.Text.Trim(),
        Type = memory.Type == ExtractedType.Episodic && strategy.Kind is not (ExtractionKind.Preferences or ExtractionKind.Summary) ? MemoryType.Episodic : MemoryType.Semantic,
        ThreadId = threadId,
        Topics = Tags(memory.Topics, MaxTopics),
        Entities = Tags(memory.Entities, 20),
        ExtractedFrom = sources,
        EventDate = memory.EventDate,
        Strategy = ExtractionStrategyNames.Of(strategy.Kind),
        StrategyConfig = strategy.Kind switch
        {
            ExtractionKind.Summary => new() { ["max_words"] = strategy.MaxWords },
            ExtractionKind.Custom => new() { ["prompt"] = strategy.Prompt },
            _ => null,
        },
    };

    private static string[] Tags(IReadOnlyList<string>? tags, int most) =>
        [.. (tags ?? []).Where(tag => !string.IsNullOrWhiteSpace(tag)).Select(tag => tag.Trim()).Where(tag => tag.Length <= 512).Distinct(StringComparer.Ordinal).Take(most)];

    private string? Problem(ExtractedMemories answer, bool isSummary) =>
        isSummary && answer.Memories.Count != 1 ? $"it has {answer.Memories.Count} summaries and not one"
        : answer.Memories.Count > MaxMemories ? $"it has {answer.Memories.Count} memories; at most {MaxMemories} are taken"
        : answer.Memories.Select(memory => memory is null ? "is null" : NewMemoryCheck.TextProblem(memory.Text, maxTextBytes)).FirstOrDefault(problem => problem is not null) is { } wrong ? "one of its memories " + wrong
        : null;

    private IEnumerable<List<JsonObject>> Pieces(List<JsonObject> said)
    {
        var room = Math.Max(MinPiece, (window / 2) - ConversationSummarizer.Buffer(window));
        var (piece, used) = (new List<JsonObject>(), 0);
        foreach (var part in said.SelectMany(entry => Parts(entry, room)))
        {
            var tokens = counter.Count(part.ToJsonString());
            if (used + tokens > room && piece.Count > 0)
            {
                yield return piece;
                (piece, used) = ([], 0);
            }

            piece.Add(part);
            used += tokens;
        }

        if (piece.Count > 0)
        {
            yield return piece;
        }
    }

    private IEnumerable<JsonObject> Parts(JsonObject entry, int room)
    {
        var text = (string)entry["text"]!;
        while (counter.Count(text) > room && counter.Fitting(text, room) is var length && length < text.Length)
        {
            yield return With(text[..length]);
            text = text[length..];
        }

        yield return With(text);

        JsonObject With(string part)
        {
            var copy = entry.DeepClone().AsObject();
            copy["text"] = part;
            return copy;
        }
    }
}
