using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace Hitl.Memory;

/// <summary>Counts the tokens of messages: those of "role: content". Without a tokenizer a text counts max(1, (length + 3) / 4), its length being in characters.</summary>
/// <param name="tokenizer">The tokenizer of the model; null for the estimate.</param>
internal sealed class TokenCounter(Tokenizer? tokenizer)
{
    /// <summary>The tokens of a text.</summary>
    public int Count(string text) => tokenizer?.CountTokens(text) ?? Math.Max(1, (text.Length + 3) / 4);

    /// <summary>The tokens of a message.</summary>
    public int Count(ChatMessage message) => Count(Text(message));

    /// <summary>The tokens of messages.</summary>
    public int Count(IEnumerable<ChatMessage> messages) => messages.Sum(Count);

    /// <summary>A message as "role: content". Calls and results are in it as a model would see them.</summary>
    public static string Text(ChatMessage message) => $"{message.Role.Value}: {Content(message)}";

    /// <summary>How many characters of a text are at most so many tokens; one at least, and never half a surrogate pair.</summary>
    public int Fitting(string text, int tokens)
    {
        var (low, high) = (1, text.Length);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Count(text[..middle]) <= tokens)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low < text.Length && char.IsHighSurrogate(text[low - 1]) ? low == 1 ? 2 : low - 1 : low;
    }

    private static string Content(ChatMessage message)
    {
        if (message.Contents is [TextContent only])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        foreach (var content in message.Contents)
        {
            text.Append(content switch
            {
                TextContent part => part.Text,
                FunctionCallContent call => $"{call.Name}({Json(call.Arguments)})",
                FunctionResultContent result => Json(result.Result),
                _ => "",
            });
        }

        return text.ToString();
    }

    private static string Json(object? value) => StoredValues.From(value) switch
    {
        null => "",
        string text => text,
        JsonElement element => element.GetRawText(),
        var other => other.ToString() ?? "",
    };
}
