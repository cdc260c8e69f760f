using System.Text.Json;
using Microsoft.Extensions.AI;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory;

/// <summary>What a tool returned, in the form in which it is stored.</summary>
public static class ToolResults
{
    /// <summary>
    /// Turns what a tool returned into its stored form, which says to a model what Semantic Kernel would have told it.
    /// </summary>
    /// <param name="result">
    /// What the tool returned. Text stays text; messages of Semantic Kernel and of Microsoft.Extensions.AI give their text (several joined by commas);
    /// a <see cref="SK.FunctionResult"/> gives its value; an <see cref="Exception"/> gives "Error: " and its message; images and other contents
    /// give the JSON of their stored form; every other value is serialized with its property names as declared and without needless escaping.
    /// </param>
    /// <returns>
    /// A <see cref="string"/>, a <see cref="JsonElement"/> that is not a string, or <see langword="null"/>. A value whose JSON is a string
    /// (a date, an id) is that string.
    /// </returns>
    /// <exception cref="UnsupportedContentException">The value does not serialize to JSON: a cycle, a delegate, a getter that throws, more than 256 levels.</exception>
    public static object? ToStored(object? result) => result switch
    {
        null or string => StoredValues.From(result),
        SK.FunctionResult value => ToStored(value.GetValue<object>()),
        SK.FunctionResultContent content => ToStored(content.Result),
        SK.ChatMessageContent message => message.ToString(),
        IEnumerable<SK.ChatMessageContent> messages => string.Join(',', messages),
        SK.TextContent content => content.Text ?? string.Empty,
        SK.KernelContent content => FromContent(ContentWriter.ToStored(content)),
        ChatMessage message => message.Text,
        ChatResponse response => response.Text,
        TextContent content => content.Text,
        FunctionResultContent content => ToStored(content.Result),
        AIContent content => FromContent(content),
        IEnumerable<AIContent> contents => FromContent(contents.ToArray()),
        Exception error => ErrorText(error),
        _ => StoredValues.From(result),
    };

    // The words that Semantic Kernel's connectors use.
    internal static string ErrorText(Exception error) => "Error: Exception while invoking function. " + error.Message;

    private static JsonElement FromContent<T>(T content)
    {
        try
        {
            return JsonSerializer.SerializeToElement(content, MessageJsonOptions.Messages);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new UnsupportedContentException(content!.GetType(), "It does not serialize to JSON: " + e.Message, e);
        }
    }
}
