using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>The answers of tools.</summary>
internal static class ToolJson
{
    public static JsonSerializerOptions Options { get; } = new(AIJsonUtilities.DefaultOptions)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs a tool and answers; what the model did wrong is an answer too.</summary>
    public static async Task<JsonObject> AnswerAsync(Func<Task<JsonObject>> run)
    {
        try
        {
            var answer = await run().ConfigureAwait(false);
            answer.Insert(0, "success", true);
            return answer;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidMemoryException or InvalidMemoryFilterException or MemoryEmbeddingException or ModelAnswerException
            or WorkingMemoryConflictException or WorkingMemoryScopeException or MemoryToolException)
        {
            return new() { ["success"] = false, ["error"] = e.Message.ReplaceLineEndings(" ") };
        }
    }

    /// <summary>A memory as a model sees it. Its text is marked, because the answer becomes part of a conversation.</summary>
    public static JsonObject Of(MemoryRecord memory) => new()
    {
        ["id"] = memory.Id,
        ["text"] = memory.Text,
        ["memory_type"] = MemoryMapping.Name(memory.Type),
        ["topics"] = Array(memory.Topics),
        ["entities"] = Array(memory.Entities),
        ["session_id"] = memory.ThreadId,
        ["created_at"] = memory.CreatedAt.ToString("o"),
        ["event_date"] = memory.EventDate?.ToString("o"),
        ["pinned"] = memory.Pinned,
        ["valid"] = memory.ValidUntil is null,
    };

    public static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);

    /// <summary>A time that a model gave.</summary>
    /// <exception cref="MemoryToolException">It is none.</exception>
    public static DateTimeOffset? Time(string? text) => string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new MemoryToolException($"'{text}' is no time; write it as 2026-01-31T12:00:00Z.");

    /// <summary>A type that a model gave.</summary>
    /// <exception cref="MemoryToolException">It is none.</exception>
    public static MemoryType Type(string? name) => name switch
    {
        null or "" or "semantic" => MemoryType.Semantic,
        "episodic" => MemoryType.Episodic,
        "message" => MemoryType.Message,
        _ => throw new MemoryToolException($"'{name}' is no memory_type; use semantic, episodic or message."),
    };
}
