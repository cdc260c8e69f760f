using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Asks a model for JSON of a given form.</summary>
internal sealed class MemoryModel(IChatClient client, string? modelId)
{
    /// <summary>How often a model is asked that does not answer in the form that was asked for.</summary>
    public const int Tries = 3;

    private const int ShownLength = 200;

    /// <summary>Asks for an answer.</summary>
    /// <param name="purpose">What it is for, as it is named in errors.</param>
    /// <param name="instructions">What to do. None of it comes from a conversation.</param>
    /// <param name="material">What to do it with. It may say anything.</param>
    /// <param name="type">The form of the answer.</param>
    /// <param name="check">What is wrong with an answer of that form, or null.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <exception cref="ModelAnswerException">No answer had the form, or the model failed.</exception>
    public async Task<T> AskAsync<T>(
        string purpose, string instructions, string material, JsonTypeInfo<T> type, Func<T, string?>? check = null, CancellationToken cancellationToken = default)
        where T : class
    {
        var options = new ChatOptions { ModelId = modelId, Temperature = 0, AdditionalProperties = Nobody(), ResponseFormat = ChatResponseFormat.ForJsonSchema<T>(type.Options, typeof(T).Name) };
        string? problem = null;
        Exception? cause = null;
        for (var i = 0; i < Tries; i++)
        {
            var answer = await AnswerAsync(purpose, instructions, material, options, cancellationToken).ConfigureAwait(false);
            try
            {
                var value = JsonSerializer.Deserialize(Body(answer), type);
                problem = value is null ? "it is null" : check?.Invoke(value);
                if (problem is null)
                {
                    return value!;
                }
            }
            catch (JsonException e)
            {
                (problem, cause) = ("it is no JSON of the form that was asked for: " + e.Message.ReplaceLineEndings(" "), e);
            }

            problem += $" (it begins '{Shown(answer)}')";
        }

        throw new ModelAnswerException($"The model was asked {Tries} times to {purpose} and gave no usable answer: {problem}.", cause);
    }

    /// <summary>Asks for text.</summary>
    /// <exception cref="ModelAnswerException">The model failed or answered with nothing.</exception>
    public async Task<string> TextAsync(string purpose, string instructions, string material, int maxTokens, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(purpose, instructions, material, new() { ModelId = modelId, Temperature = 0, AdditionalProperties = Nobody(), MaxOutputTokens = maxTokens }, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrWhiteSpace(answer) ? throw new ModelAnswerException($"The model was asked to {purpose} and answered with nothing.") : answer.Trim();
    }

    private async Task<string> AnswerAsync(string purpose, string instructions, string material, ChatOptions options, CancellationToken cancellationToken)
    {
        try
        {
            ChatMessage[] messages = [new(ChatRole.System, instructions), new(ChatRole.User, material)];
            return (await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).Text;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelAnswerException($"The model was asked to {purpose} and failed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // The client may be one that is given memory.
    private static AdditionalPropertiesDictionary Nobody() => new() { [MemoryContext.Key] = null };

    // Models like to put JSON into a block of Markdown.
    private static string Body(string answer)
    {
        var text = answer.AsSpan().Trim();
        if (text.StartsWith("```") && text.EndsWith("```") && text.IndexOf('\n') is > 0 and var line)
        {
            text = text[(line + 1)..^3];
        }

        return text.ToString();
    }

    private static string Shown(string answer) =>
        string.Concat(answer.Take(ShownLength).Select(c => char.IsControl(c) ? ' ' : c));
}
