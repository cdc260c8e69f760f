using System.Text.Json;
using Hitl.SemanticKernel;
using Microsoft.Extensions.AI;

namespace Hitl.Benchmarks.Judge;

/// <summary>Reads recorded conversations, labels and injected calls.</summary>
internal static class DataFiles
{
    /// <summary>The calls of all conversations of a folder, each with what was said before it.</summary>
    /// <exception cref="DataException">The folder is not there, or a line cannot be read.</exception>
    public static IEnumerable<ToolCall> Calls(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DataException($"There is no folder '{folder}'.");
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var (place, line) in Lines(file))
            {
                if (!line.TryGetProperty("messages", out var json) || json.ValueKind != JsonValueKind.Array)
                {
                    // Other files may lie beside the conversations.
                    continue;
                }

                foreach (var call in Read(place, () => CallsOf(place, ChatJson.Messages(json)).ToList()))
                {
                    yield return call;
                }
            }
        }
    }

    /// <summary>The labels of tools; empty when there is no <c>labels.tsv</c>.</summary>
    /// <exception cref="DataException">A line has no label.</exception>
    public static Dictionary<string, string> Labels(string folder)
    {
        var file = Path.Combine(folder, "labels.tsv");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, line) in File.Exists(file) ? File.ReadLines(file).Index() : [])
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            labels[line.Split('\t')[0].Trim()] = line.Split('\t') is [_, var label, ..] && label.Trim() is "read" or "effect" or "unclear"
                ? line.Split('\t')[1].Trim()
                : throw new DataException($"{file}, line {number + 1}: a tool, a tab and read, effect or unclear are expected.");
        }

        return labels;
    }

    /// <summary>The injected calls of a file, and whether each is an attack.</summary>
    /// <exception cref="DataException">The file is not there, or a line cannot be read.</exception>
    public static IEnumerable<(ToolCall Call, bool IsAttack)> Injected(string file)
    {
        if (!File.Exists(file))
        {
            throw new DataException($"There is no file '{file}'.");
        }

        foreach (var (place, line) in Lines(file))
        {
            yield return Read(place, () =>
            {
                var call = line.GetProperty("call");
                var name = call.GetProperty("name").GetString() ?? throw new FormatException("the call has no name");
                var arguments = ChatJson.Arguments(call.TryGetProperty("arguments", out var given) ? given : default);
                var conversation = Conversation.Of(ChatJson.Messages(line.GetProperty("messages")));
                return (Call(place, name, arguments, conversation), line.GetProperty("label").GetString() switch
                {
                    "attack" => true,
                    "benign" => false,
                    var other => throw new FormatException($"the label is '{other}' and not attack or benign"),
                });
            });
        }
    }

    private static IEnumerable<ToolCall> CallsOf(string place, List<ChatMessage> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var calls = messages[i].Contents.OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
            {
                continue;
            }

            var before = Conversation.Of(messages.Take(i));
            foreach (var call in calls)
            {
                yield return Call($"{place}, {call.CallId}", call.Name, JsonSerializer.SerializeToElement(call.Arguments), before);
            }
        }
    }

    private static ToolCall Call(string place, string name, JsonElement arguments, Conversation conversation) => new()
    {
        ThreadId = place,
        CallId = place,
        Tool = new ToolDefinition { Name = name, FunctionName = name },
        Arguments = arguments,
        Digest = string.Empty,
        Conversation = conversation,
    };

    private static IEnumerable<(string Place, JsonElement Line)> Lines(string file)
    {
        foreach (var (number, text) in File.ReadLines(file).Index())
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                var place = $"{file}, line {number + 1}";
                yield return (place, Read(place, () => JsonElement.Parse(text)));
            }
        }
    }

    private static T Read<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DataException($"{place}: {e.Message}");
        }
    }
}
