using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.Memory;

/// <summary>Semantic Kernel's messages in their stored form, and back.</summary>
/// <remarks>
/// <para>
/// The stored form is an ordinary message of Microsoft.Extensions.AI that any <see cref="IChatClient"/> takes. Semantic Kernel's own conversion
/// loses plugin names, errors, the types of arguments and several kinds of content; this one keeps them (see <see cref="MessageProperties"/>).
/// </para>
/// <para>
/// Not kept: encodings, <see cref="ChatMessageContent.Source"/>, the clients' own objects (<see cref="KernelContent.InnerContent"/>),
/// metadata that is not a plain value, and execution settings inside of arguments.
/// </para>
/// </remarks>
public static class SemanticKernelMessages
{
    /// <summary>Turns a message of Semantic Kernel into its stored form.</summary>
    /// <param name="message">The message; it is not changed.</param>
    /// <returns>
    /// A new message. A call has the name <c>Plugin-Function</c>, the arguments as the model typed them, and an empty id when it had none;
    /// a result is what <see cref="ToolResults.ToStored"/> makes of it.
    /// </returns>
    /// <exception cref="UnsupportedContentException">
    /// The message has no role, a content of an unknown type or without data, or an argument or result that does not serialize.
    /// </exception>
    public static ChatMessage ToThreadMessage(this ChatMessageContent message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ChatMessage? stored = message.InnerContent as ChatMessage;
        ChatMessage result = new()
        {
            Role = Role(message.Role.Label ?? throw new UnsupportedContentException("The message has no role.")),
            AuthorName = message.AuthorName,
            MessageId = stored?.MessageId,
            CreatedAt = stored?.CreatedAt,
            Contents = [.. message.Items.Select(ContentWriter.ToStored)],
            AdditionalProperties = PropertyMap.ToStored(message),
        };
        if (message.MimeType is not null)
        {
            (result.AdditionalProperties ??= [])[MessageProperties.MimeType] = message.MimeType;
        }

        return result;
    }

    /// <summary>Turns a stored message, or any other message of Microsoft.Extensions.AI, into one of Semantic Kernel.</summary>
    /// <param name="message">The message; it is not changed.</param>
    /// <returns>
    /// A new message. Argument values are text, <see langword="null"/> or <see cref="System.Text.Json.JsonElement"/>; an empty call id is
    /// <see langword="null"/>; a content that Semantic Kernel has no type for is an <see cref="UnmappedContent"/>. The message and its contents
    /// have what they were made from as <see cref="KernelContent.InnerContent"/>.
    /// </returns>
    /// <exception cref="UnsupportedContentException">An argument or result does not serialize.</exception>
    public static ChatMessageContent ToChatMessageContent(this ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ChatMessageContent result = new()
        {
            Role = new AuthorRole(message.Role.Value),
            AuthorName = message.AuthorName,
            Items = [.. message.Contents.Select(ContentReader.ToSemanticKernel)],
            InnerContent = message,
            MimeType = PropertyMap.Text(message.AdditionalProperties, MessageProperties.MimeType),
        };
        PropertyMap.ToMetadata(message.AdditionalProperties, result);
        return result;
    }

    /// <summary>Roles ignore case and connectors write some of them in capitals; what is stored has one spelling, which every client knows.</summary>
    private static ChatRole Role(string label)
    {
        ChatRole role = new(label);
        return role == ChatRole.Assistant ? ChatRole.Assistant
            : role == ChatRole.User ? ChatRole.User
            : role == ChatRole.System ? ChatRole.System
            : role == ChatRole.Tool ? ChatRole.Tool
            : role;
    }
}
