using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.AI;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory.Tests;

/// <summary>The ways of a message, with what must hold on every one of them.</summary>
internal static class Trip
{
    /// <summary>SK, stored, JSON, stored: what a plain chat client gets.</summary>
    public static ChatMessage ToStored(SK.ChatMessageContent message)
    {
        string json = MessageJson.SerializeToString(message.ToThreadMessage());
        Assert.DoesNotContain('\n', json);
        ChatMessage read = MessageJson.Deserialize(json);
        Assert.Equal(Same(json), Same(MessageJson.SerializeToString(read)));
        return read;
    }

    /// <summary>SK, stored, JSON, stored, SK: and the same JSON when it is stored again.</summary>
    public static SK.ChatMessageContent ToSemanticKernel(SK.ChatMessageContent message)
    {
        ChatMessage stored = ToStored(message);
        SK.ChatMessageContent back = stored.ToChatMessageContent();
        Assert.Equal(MessageJson.SerializeToString(stored), MessageJson.SerializeToString(back.ToThreadMessage()));
        Assert.Equal(message.Role, back.Role);
        Assert.Equal(message.AuthorName, back.AuthorName);
        Assert.Equal(message.ModelId, back.ModelId);
        Assert.Equal(message.MimeType, back.MimeType);
        Assert.Equal(Valid(message.Content), back.Content);
        Assert.Equal(message.Items.Select(item => item.GetType()), back.Items.Select(item => item.GetType()));
        Assert.Equal(message.Items.Select(item => item.MimeType), back.Items.Select(item => item.MimeType));
        Assert.Equal(message.Items.Select(item => item.ModelId), back.Items.Select(item => item.ModelId));
        return back;
    }

    /// <summary>Text without halves of surrogate pairs.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Valid(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    public static T Item<T>(T item)
        where T : SK.KernelContent =>
        Assert.IsType<T>(Assert.Single(ToSemanticKernel(new SK.ChatMessageContent(SK.ChatCompletion.AuthorRole.Assistant, [item])).Items));

    public static T Json<T>(T content)
        where T : AIContent
    {
        string json = MessageJson.SerializeToString(new ChatMessage(ChatRole.Assistant, [content]));
        ChatMessage read = MessageJson.Deserialize(json);
        Assert.Equal(Same(json), Same(MessageJson.SerializeToString(read)));
        return Assert.IsType<T>(Assert.Single(read.Contents));
    }

    // The writer escapes the replacement character only where it replaces something.
    private static string Same(string json) => json.Replace("\\uFFFD", "\ufffd", StringComparison.Ordinal);
}
