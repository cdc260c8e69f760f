using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>
/// The stored form of a message: a <see cref="ChatMessage"/> as compact JSON, with every content type that Microsoft.Extensions.AI defines.
/// </summary>
/// <remarks>
/// <para>
/// Values inside a message (a call's arguments, its result, additional properties) come back as <see cref="string"/>, <see langword="null"/>
/// or, for everything else, <see cref="JsonElement"/>; numbers keep their exact text (12.50 stays 12.50). Half of a surrogate pair becomes U+FFFD.
/// </para>
/// <para>
/// Of additional properties only plain values are stored: null, text, booleans, finite numbers, dates and times, <see cref="Guid"/>, <see cref="Uri"/>,
/// enums (as text), JSON, and arrays and dictionaries of these, nested at most 32 deep. Other values are left out, as are raw representations.
/// The exception of a call or a result is stored as its message and comes back as an <see cref="InvalidOperationException"/>.
/// </para>
/// </remarks>
public static class MessageJson
{
    /// <summary>Writes a message as UTF-8 JSON.</summary>
    /// <param name="message">The message; it is not changed.</param>
    /// <returns>The JSON, without line breaks.</returns>
    /// <exception cref="UnsupportedContentException">
    /// The message holds a content type unknown to Microsoft.Extensions.AI, or an argument or result that does not serialize or is nested deeper than 256.
    /// </exception>
    public static byte[] Serialize(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Role.Value is null)
        {
            throw new UnsupportedContentException("The message has no role.");
        }

        if (message.Contents.Contains(null!))
        {
            throw new UnsupportedContentException("The message has a content that is null.");
        }

        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(message, MessageJsonOptions.Messages);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new UnsupportedContentException("The message cannot be stored: " + e.Message, e);
        }
    }

    /// <summary>Writes a message as JSON text.</summary>
    /// <param name="message">The message; it is not changed.</param>
    /// <returns>The JSON, without line breaks.</returns>
    /// <exception cref="UnsupportedContentException">As for <see cref="Serialize"/>.</exception>
    public static string SerializeToString(ChatMessage message) => Encoding.UTF8.GetString(Serialize(message));

    /// <summary>Reads a message from UTF-8 JSON.</summary>
    /// <param name="json">What <see cref="Serialize"/> wrote.</param>
    /// <returns>A new message.</returns>
    /// <exception cref="MessageFormatException">The JSON is corrupt, or not a message.</exception>
    public static ChatMessage Deserialize(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new MessageFormatException("The stored message is not valid UTF-8.");
        }

        try
        {
            ChatMessage? message = JsonSerializer.Deserialize<ChatMessage>(json.Span, MessageJsonOptions.Messages);
            return message is not null && !message.Contents.Contains(null!)
                ? message
                : throw new MessageFormatException("The stored message, or a content of it, is null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new MessageFormatException("The stored message is not valid: " + e.Message, e);
        }
    }

    /// <summary>Reads a message from JSON text.</summary>
    /// <param name="json">What <see cref="SerializeToString"/> wrote.</param>
    /// <returns>A new message.</returns>
    /// <exception cref="MessageFormatException">The JSON is corrupt, or not a message.</exception>
    public static ChatMessage Deserialize(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Deserialize(Encoding.UTF8.GetBytes(json));
    }
}
