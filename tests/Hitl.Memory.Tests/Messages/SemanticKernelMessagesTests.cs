using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory.Tests;

public class SemanticKernelMessagesTests
{
    private static readonly byte[] Bytes = [0, 1, 2, 250, 255];

    [Theory]
    [InlineData("system")]
    [InlineData("developer")]
    [InlineData("user")]
    [InlineData("assistant")]
    [InlineData("tool")]
    [InlineData("Narrator")]
    public void Message_keeps_role_author_model_and_mime_type(string role)
    {
        SK.ChatMessageContent back = Trip.ToSemanticKernel(new SK.ChatMessageContent(new AuthorRole(role), "hello", "gpt-x")
        {
            AuthorName = "Ada Lövelace",
            MimeType = "text/markdown",
        });

        Assert.Equal(role, back.Role.Label);
        Assert.Equal("hello", back.Content);
    }

    [Fact]
    public void Message_without_role_is_an_error() =>
        Assert.Throws<UnsupportedContentException>(() => new SK.ChatMessageContent { Content = "x" }.ToThreadMessage());

    [Fact]
    public void Message_without_items_stays_empty() => Assert.Empty(Trip.ToSemanticKernel(new SK.ChatMessageContent(AuthorRole.Assistant, content: null)).Items);

    [Fact]
    public void Several_items_keep_their_order()
    {
        SK.ChatMessageContent back = Trip.ToSemanticKernel(new SK.ChatMessageContent(AuthorRole.User,
        [
            new SK.TextContent("look"), new SK.ImageContent(Bytes, "image/png"), new SK.TextContent("and"), new SK.AudioContent(Bytes, "audio/wav"),
        ]));

        Assert.Equal(4, back.Items.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("line\r\n\t\0\u0001 \"quoted\" <b>&amp;</b> ünï 🎉")]
    public void Text(string? text) => Assert.Equal(text, Trip.Item(new SK.TextContent(text) { MimeType = "text/html", ModelId = "m" }).Text);

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/pdf")]
    [InlineData("audio/wav")]
    [InlineData("not a mime type")]
    [InlineData(null)]
    public void Data_keeps_type_bytes_and_mime_type(string? mimeType)
    {
        Assert.Equal(Bytes, Trip.Item(new SK.ImageContent(Bytes, mimeType)).Data!.Value.ToArray());
        Assert.Equal(Bytes, Trip.Item(new SK.AudioContent(Bytes, mimeType)).Data!.Value.ToArray());
        Assert.Equal(Bytes, Trip.Item(new SK.BinaryContent(Bytes, mimeType)).Data!.Value.ToArray());
    }

    [Theory]
    [InlineData("https://example.org/a%20b.png?x=1#y")]
    [InlineData("urn:isbn:1")]
    [InlineData("file:///tmp/é.png")]
    public void Uris(string address)
    {
        Uri uri = new(address);

        Assert.Equal(uri, Trip.Item(new SK.ImageContent(uri)).Uri);
        Assert.Equal(uri, Trip.Item(new SK.ImageContent(uri) { MimeType = "image/webp" }).Uri);
        Assert.Equal(uri, Trip.Item(new SK.AudioContent(uri) { MimeType = "audio/mp3" }).Uri);
        Assert.Equal(uri, Trip.Item(new SK.BinaryContent(uri) { MimeType = "image/png" }).Uri);
        Assert.Null(Trip.Item(new SK.BinaryContent(uri)).Data);
    }

    [Fact]
    public void Data_with_a_uri_keeps_both()
    {
        SK.ImageContent back = Trip.Item(new SK.ImageContent(Bytes, "image/png") { Uri = new Uri("https://example.org/x.png") });

        Assert.Equal(Bytes, back.Data!.Value.ToArray());
        Assert.Equal("https://example.org/x.png", back.Uri!.ToString());
    }

    [Fact]
    public void Data_uri_keeps_its_parameters()
    {
        const string Uri = "data:text/plain;charset=utf-8;base64,aGVsbG8=";

        Assert.Equal(Uri, Trip.Item(new SK.BinaryContent(Uri)).DataUri);
        Assert.Empty(Trip.Item(new SK.BinaryContent { Data = Array.Empty<byte>(), MimeType = "image/png" }).Data!.Value.ToArray());
    }

    [Fact]
    public void Image_is_directly_usable_by_a_chat_client()
    {
        IList<AIContent> contents = Trip.ToStored(new SK.ChatMessageContent(AuthorRole.User,
        [
            new SK.ImageContent(Bytes, "image/png"), new SK.ImageContent(new Uri("https://example.org/x")), new SK.TextContent("t"),
        ])).Contents;

        Assert.Equal("image/png", Assert.IsType<DataContent>(contents[0]).MediaType);
        Assert.True(Assert.IsType<UriContent>(contents[1]).HasTopLevelMediaType("image"));
        Assert.Equal("t", Assert.IsType<TextContent>(contents[2]).Text);
    }

    [Fact]
    public void File_reference()
    {
        SK.FileReferenceContent back = Trip.Item(new SK.FileReferenceContent("file-1") { Tools = ["a", "b"], MimeType = "odd one" });

        Assert.Equal("file-1", back.FileId);
        Assert.Equal(["a", "b"], back.Tools);
        Assert.Null(Trip.Item(new SK.FileReferenceContent("file-1")).Tools);
        Assert.Empty(Trip.Item(new SK.FileReferenceContent("file-1") { Tools = [], MimeType = "image/png" }).Tools!);
    }

    [Fact]
    public void Reasoning_and_action()
    {
        Assert.Equal("because", Trip.Item(new SK.ReasoningContent("because")).Text);
        Assert.Equal("print(1)", Trip.Item(new SK.ActionContent("print(1)")).Text);
    }

    [Theory]
    [InlineData("urlcitation", "https://example.org/a b")]
    [InlineData("filecitation", "file-9")]
    [InlineData("urlcitation", "not absolute")]
    public void Annotation(string kind, string reference)
    {
        AnnotationContent back = Trip.Item(new AnnotationContent(new AnnotationKind(kind), "[1]", reference) { Title = "t", StartIndex = 3, EndIndex = null });

        Assert.Equal(new AnnotationKind(kind), back.Kind);
        Assert.Equal(("[1]", reference, "t", 3, null), (back.Label, back.ReferenceId, back.Title, back.StartIndex, back.EndIndex));
    }

    [Fact]
    public void Unknown_contents_are_errors_that_name_the_type()
    {
        Assert.Equal(typeof(Custom), Assert.Throws<UnsupportedContentException>(() => Trip.Item(new Custom())).ContentType);
        Assert.Equal(typeof(CustomImage), Assert.Throws<UnsupportedContentException>(() => Trip.Item(new CustomImage())).ContentType);
        Assert.Throws<UnsupportedContentException>(() => Trip.Item(new SK.ImageContent()));
    }

    [Fact]
    public void Contents_that_semantic_kernel_does_not_know_come_back()
    {
        ChatMessage message = new(ChatRole.Assistant,
        [
            new ErrorContent("bad") { ErrorCode = "7" },
            new UsageContent(new UsageDetails { InputTokenCount = 5 }),
            new TextReasoningContent("r") { ProtectedData = "secret" },
            new TextContent("cited") { Annotations = [new CitationAnnotation { Title = "t" }] },
            new DataContent(Bytes, "image/png") { Name = "a.png" },
            new UriContent(new Uri("relative.png", UriKind.Relative), "image/png"),
            new UriContent("data:image/png;base64,AQ==", "image/png"),
            new HostedFileContent("f") { Name = "n", SizeInBytes = 4 },
            new ToolApprovalRequestContent("r1", new FunctionCallContent("c", "f", new Dictionary<string, object?> { ["a"] = 1.50m })),
        ])
        {
            MessageId = "m1",
            CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };
        SK.ChatMessageContent semanticKernel = message.ToChatMessageContent();

        Assert.IsType<UnmappedContent>(semanticKernel.Items[0]);
        Assert.Equal(MessageJson.SerializeToString(message), MessageJson.SerializeToString(semanticKernel.ToThreadMessage()));
    }

    private sealed class Custom : SK.KernelContent;

    private sealed class CustomImage : SK.ImageContent;
}
