using System.Text.Json.Nodes;
using Xunit;

namespace Hitl.Testing;

/// <summary>The recorded conversations that <c>HITL_TRANSCRIPTS</c> names, and what their tools do.</summary>
/// <remarks>
/// The folder holds <c>*.jsonl</c>, one conversation a line (<c>{"id", "messages"}</c>), and <c>labels.tsv</c>, one tool
/// a line: its name, a tab, and <c>read</c>, <c>effect</c> or <c>unclear</c>.
/// </remarks>
public sealed class Transcripts
{
    private const string Variable = "HITL_TRANSCRIPTS";
    private static readonly Lazy<Transcripts> Loaded = new(Load);

    private Transcripts(IReadOnlyList<Transcript> conversations, IReadOnlyDictionary<string, ToolLabel> labels, string? absence)
    {
        Conversations = conversations;
        Labels = labels;
        Absence = absence;
    }

    /// <summary>The conversations, ordered by file and line; empty when there is no folder.</summary>
    public IReadOnlyList<Transcript> Conversations { get; }

    /// <summary>The label of each tool.</summary>
    public IReadOnlyDictionary<string, ToolLabel> Labels { get; }

    /// <summary>Why there are none; null when there are.</summary>
    public string? Absence { get; }

    /// <summary>What the variable names; skips nothing, see <see cref="Absence"/>.</summary>
    /// <exception cref="InvalidDataException">The folder is named and there, but a file in it cannot be read.</exception>
    public static Transcripts Current => Loaded.Value;

    /// <summary>What the variable names; skips the test when it names nothing.</summary>
    public static Transcripts Require()
    {
        Assert.SkipWhen(Current.Absence is not null, Current.Absence ?? "");
        return Current;
    }

    /// <summary>The label of a tool; one without a label is <see cref="ToolLabel.Unclear"/>.</summary>
    public ToolLabel LabelOf(string tool) => Labels.GetValueOrDefault(tool, ToolLabel.Unclear);

    private static Transcripts Load()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(folder) ? None($"{Variable} is not set")
            : !Directory.Exists(folder) ? None($"{Variable} names a folder that is not there: {folder}")
            : Load(folder);
    }

    internal static Transcripts Load(string folder)
    {
        var conversations = Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadLines(file).Index()
                .Where(line => !string.IsNullOrWhiteSpace(line.Item))
                .Select(line => Read(file, line.Index + 1, () => ParseConversation(line.Item))))
            .ToList();
        var labels = Path.Combine(folder, "labels.tsv");
        return new Transcripts(
            conversations,
            !File.Exists(labels) ? new Dictionary<string, ToolLabel>() : File.ReadLines(labels).Index()
                .Where(line => !string.IsNullOrWhiteSpace(line.Item))
                .Select(line => Read(labels, line.Index + 1, () => ParseLabel(line.Item)))
                .ToDictionary(StringComparer.Ordinal),
            conversations.Count == 0 ? $"no *.jsonl in {folder}" : null);
    }

    private static Transcripts None(string absence) => new([], new Dictionary<string, ToolLabel>(), absence);

    private static Transcript ParseConversation(string line)
    {
        var json = JsonNode.Parse(line)!;
        return new Transcript((string)json["id"]!, OpenAIWire.MessagesOf(json.AsObject()));
    }

    private static KeyValuePair<string, ToolLabel> ParseLabel(string line) =>
        line.Split('\t') is [var tool, var label]
            ? KeyValuePair.Create(tool, Enum.Parse<ToolLabel>(label.Trim(), ignoreCase: true))
            : throw new FormatException("not two columns");

    private static T Read<T>(string file, int line, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception exception)
        {
            throw new InvalidDataException($"{file}, line {line}: {exception.Message}", exception);
        }
    }
}
