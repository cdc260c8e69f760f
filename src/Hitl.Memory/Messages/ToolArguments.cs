using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory;

/// <summary>The arguments of a call with the types that the model gave them.</summary>
public static class ToolArguments
{
    /// <summary>
    /// Reads the arguments of a call as JSON. Semantic Kernel's connectors turn argument values into text by default (5 becomes "5");
    /// what the model wrote is taken from the client's own object where the call still has it, and the call's arguments otherwise.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <returns>A JSON object, empty when the call has no arguments, with the last of several that have one name; <see langword="null"/> when the arguments did not parse.</returns>
    /// <exception cref="UnsupportedContentException">An argument does not serialize to JSON.</exception>
    public static JsonElement? GetRaw(SK.FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Exception is not null ? null : ToObject(ToStored(call) ?? []);
    }

    /// <summary>Reads the arguments of a call as JSON.</summary>
    /// <param name="call">The call.</param>
    /// <returns>A JSON object, empty when the call has no arguments, with the last of several that have one name; <see langword="null"/> when the arguments did not parse.</returns>
    /// <exception cref="UnsupportedContentException">An argument does not serialize to JSON.</exception>
    public static JsonElement? GetRaw(FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Exception is not null ? null : ToObject(call.Arguments ?? new Dictionary<string, object?>());
    }

    /// <summary>The text of the arguments as the model wrote it, be it JSON or not.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The text; <see langword="null"/> when the call does not have it any more.</returns>
    public static string? GetRawText(SK.FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.InnerContent is FunctionCallContent stored ? GetRawText(stored) : RawArguments.Find(call.InnerContent);
    }

    /// <summary>The text of the arguments as the model wrote it, be it JSON or not.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The text; <see langword="null"/> when the call does not have it any more.</returns>
    public static string? GetRawText(FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return StoredErrors.Find(call, MessageProperties.RawArguments) ?? RawArguments.Find(call.RawRepresentation);
    }

    internal static Dictionary<string, object?>? ToStored(SK.FunctionCallContent call)
    {
        if (call.Exception is not null)
        {
            return null;
        }

        return RawArguments.FindObject(call.InnerContent) is { } raw
            ? ToStored(raw.EnumerateObject().Select(argument => KeyValuePair.Create(argument.Name, (object?)argument.Value)))
            : call.Arguments is null ? null : ToStored(call.Arguments);
    }

    internal static void Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> arguments)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in ToStored(arguments))
        {
            writer.WritePropertyName(name);
            StoredValues.Write(writer, value);
        }

        writer.WriteEndObject();
    }

    // Of several arguments with one name the last counts, here as where a call is run: what is approved must be what runs.
    private static Dictionary<string, object?> ToStored(IEnumerable<KeyValuePair<string, object?>> arguments)
    {
        Dictionary<string, object?> stored = [];
        foreach ((string name, object? value) in arguments)
        {
            stored[JsonRepair.Clean(name)] = StoredValues.From(value);
        }

        return stored;
    }

    private static JsonElement ToObject(IEnumerable<KeyValuePair<string, object?>> arguments)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = MessageJsonOptions.Values.Encoder }))
        {
            Write(writer, arguments);
        }

        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = MessageJsonOptions.MaxValueDepth + 1 });
        return document.RootElement.Clone();
    }
}
