using System.Text;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Everything that was said in a conversation, as one text: by people, by the model and by tools.</summary>
internal sealed class SaidText
{
    /// <summary>How much is searched. Of a longer conversation it is the end; what only its beginning says counts as said nowhere.</summary>
    private const int MaxCharacters = 1_000_000;

    private const int AnyYear = -1;

    private readonly string _text;
    private readonly Lazy<HashSet<decimal>> _numbers;
    private readonly Lazy<HashSet<(int Year, int Month, int Day)>> _dates;
    private readonly Lazy<string> _words;

    public SaidText(IReadOnlyList<ChatMessage> messages)
    {
        var parts = new List<string>();
        var length = 0;
        for (var i = messages.Count - 1; i >= 0 && length < MaxCharacters; i--)
        {
            var text = Text(messages[i], MaxCharacters - length);
            parts.Add(text);
            length += text.Length;
        }

        parts.Reverse();
        _text = string.Join('\n', parts);
        _numbers = new(() =>
        {
            var numbers = new HashSet<decimal>();
            Figures.Collect(_text, numbers);
            return numbers;
        });
        _dates = new(() => [.. Dates.Find(_text).SelectMany(d => d.Readings).SelectMany(d => new[] { d, (AnyYear, d.Month, d.Day) })]);
        _words = new(() => Quotations.Words(_text));
    }

    /// <summary>Whether a date was said. A year that is not named fits every one.</summary>
    public bool Has(DateInText date) => date.Readings.Any(d =>
        _dates.Value.Contains(d) || _dates.Value.Contains((d.Year == 0 ? AnyYear : 0, d.Month, d.Day)));

    public bool Has(Figure figure) => figure.Readings.Any(_numbers.Value.Contains);

    public bool Has(string quotation) => _words.Value.Contains(Quotations.Words(quotation), StringComparison.Ordinal);

    private static string Text(ChatMessage message, int max)
    {
        var text = new StringBuilder();
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent said:
                    text.Append(said.Text).Append('\n');
                    break;
                case FunctionCallContent call when ToolArguments.GetRaw(call) is { } arguments:
                    Append(text, arguments, max);
                    break;
                case FunctionResultContent result:
                    Append(text, result.Result, max);
                    break;
                default:
                    break;
            }
        }

        return text.Length > max ? text.ToString(0, max) : text.ToString();
    }

    private static void Append(StringBuilder text, object? result, int max)
    {
        if (result is JsonElement json)
        {
            Append(text, json, max);
        }
        else
        {
            text.Append(result as string).Append('\n');
        }
    }

    private static void Append(StringBuilder text, JsonElement json, int max)
    {
        if (text.Length > max)
        {
            return;
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    text.Append(member.Name).Append(' ');
                    Append(text, member.Value, max);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    Append(text, item, max);
                }

                break;
            case JsonValueKind.String:
                text.Append(json.GetString()).Append('\n');
                break;
            default:
                text.Append(json.GetRawText()).Append('\n');
                break;
        }
    }
}
