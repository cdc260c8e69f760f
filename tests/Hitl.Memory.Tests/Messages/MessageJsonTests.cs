using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

public class MessageJsonTests
{
    public static TheoryData<AIContent> Contents =>
    [
        new TextContent("t") { Annotations = [new CitationAnnotation { Url = new Uri("https://example.org"), AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = 1, EndIndex = 2 }] }] },
        new TextReasoningContent("r") { ProtectedData = "p" },
        new DataContent(new byte[] { 1, 2 }, "image/png") { Name = "n" },
        new UriContent("https://example.org/a%20b?c=d", "image/png"),
        new HostedFileContent("f") { Name = "n", MediaType = "text/csv" },
        new HostedVectorStoreContent("v"),
        new ErrorContent("e") { ErrorCode = "c", Details = "d" },
        new UsageContent(new UsageDetails { InputTokenCount = 1, OutputTokenCount = 2, AdditionalCounts = new() { ["x"] = 3 } }),
        new FunctionCallContent("1", "f", new Dictionary<string, object?> { ["a"] = 1, ["b"] = null }) { InformationalOnly = true },
        new FunctionResultContent("1", "r"),
        new ToolApprovalRequestContent("r", new FunctionCallContent("1", "f", new Dictionary<string, object?> { ["a"] = 12.50m })),
        new ToolApprovalResponseContent("r", true, new FunctionCallContent("1", "f")) { Reason = "ok" },
        new McpServerToolCallContent("1", "n", "s") { Arguments = new Dictionary<string, object?> { ["a"] = 12.50m } },
        new McpServerToolResultContent("1") { Outputs = [new TextContent("o")] },
        new CodeInterpreterToolCallContent("1") { Inputs = [new TextContent("print(1)")] },
        new CodeInterpreterToolResultContent("1") { Outputs = [new TextContent("1")] },
        new WebSearchToolCallContent("1") { Queries = ["q"] },
        new ImageGenerationToolResultContent("1") { Outputs = [new DataContent(new byte[] { 1 }, "image/png")] },
        new AIContent { AdditionalProperties = new() { ["k"] = "v" } },
    ];

    [Theory]
    [MemberData(nameof(Contents))]
    public void Every_content_type_survives(AIContent content)
    {
        string json = MessageJson.SerializeToString(new ChatMessage(ChatRole.Assistant, [content]));
        AIContent read = Assert.Single(MessageJson.Deserialize(json).Contents);

        Assert.Equal(content.GetType(), read.GetType());
        Assert.Equal(json, MessageJson.SerializeToString(new ChatMessage(ChatRole.Assistant, [read])));
        Assert.Equal(
            JsonSerializer.Serialize(content, AIJsonUtilities.DefaultOptions),
            JsonSerializer.Serialize(read, AIJsonUtilities.DefaultOptions));
    }

    [Fact]
    public void Message_keeps_its_fields_and_is_not_changed()
    {
        ChatMessage message = new(new ChatRole("developer"), "é<b>")
        {
            AuthorName = "a",
            MessageId = "m",
            CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)),
            RawRepresentation = new object(),
            AdditionalProperties = new() { ["live"] = new object(), ["n"] = 1 },
        };

        string json = MessageJson.SerializeToString(message);
        ChatMessage read = MessageJson.Deserialize(json);

        Assert.Equal("""{"authorName":"a","createdAt":"2026-01-02T03:04:05+02:00","role":"developer","contents":[{"$type":"text","text":"é<b>"}],"messageId":"m","additionalProperties":{"n":1}}""", json);
        Assert.Equal((message.Role, message.AuthorName, message.MessageId, message.CreatedAt), (read.Role, read.AuthorName, read.MessageId, read.CreatedAt));
        Assert.Equal(2, message.AdditionalProperties.Count);
    }

    [Theory]
    [InlineData("\"12.50\"", null)]
    [InlineData("12.50", "12.50")]
    [InlineData("100000000000000000000000000000.10", "100000000000000000000000000000.10")]
    [InlineData("1E400", "1E400")]
    [InlineData("true", "true")]
    [InlineData("""{"b":1.0,"a":{"c":[null]}}""", """{"b":1.0,"a":{"c":[null]}}""")]
    public void Results_and_arguments_keep_exact_values(string json, string? raw)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        object? result = Trip.Json(new FunctionResultContent("1", document.RootElement)).Result;
        object? argument = Trip.Json(new FunctionCallContent("1", "f", new Dictionary<string, object?> { ["a"] = document.RootElement })).Arguments!["a"];

        Assert.All([result, argument], value => Assert.Equal(raw, value is JsonElement element ? element.GetRawText() : null));
        Assert.All([result, argument], value => Assert.Equal(raw is null ? "12.50" : null, value as string));
    }

    [Fact]
    public void Large_texts_survive()
    {
        string text = new('é', 1 << 20);

        Assert.Equal(text, Trip.Json(new TextContent(text)).Text);
        Assert.Equal(text, Trip.Json(new FunctionResultContent("1", text)).Result);
    }

    [Fact]
    public void Half_surrogates_become_the_replacement_character()
    {
        Assert.Equal("a\ufffdb\ufffd", Trip.Json(new TextContent("a\ud83db\udc00")).Text);
        FunctionCallContent call = Trip.Json(new FunctionCallContent("\ud83d", "f\udc00", new Dictionary<string, object?> { ["k\ud83d"] = "\udc00" }));
        Assert.Equal(("\ufffd", "f\ufffd"), (call.CallId, call.Name));
        Assert.Equal("\ufffd", call.Arguments!["k\ufffd"]);

        using JsonDocument escaped = JsonDocument.Parse("""{"\ud83d":["\\ud83d","\ud83d\ud83d\ude00","\udE00\n"]}""");
        Assert.Equal(
            """{"�":["\\ud83d","�\uD83D\uDE00","�\n"]}""",
            JsonSerializer.Serialize(Trip.Json(new FunctionResultContent("1", escaped.RootElement)).Result, MessageJsonOptions.Values));
    }

    [Fact]
    public void Unknown_content_types_and_null_contents_are_errors()
    {
        Assert.Contains(nameof(Custom), Assert.Throws<UnsupportedContentException>(() => Trip.Json(new Custom())).Message, StringComparison.Ordinal);
        Assert.Throws<UnsupportedContentException>(() => MessageJson.Serialize(new ChatMessage(ChatRole.User, [null!])));
        Assert.Throws<UnsupportedContentException>(() => MessageJson.Serialize(new ChatMessage { Role = default }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("42")]
    [InlineData("""{"role":"user"}""")]
    [InlineData("""{"role":null,"contents":[]}""")]
    [InlineData("""{"role":"user","contents":[null]}""")]
    [InlineData("""{"role":"user","contents":[{"$type":"unheard"}]}""")]
    [InlineData("""{"role":"user","contents":[{"$type":"functionCall","name":"f"}]}""")]
    [InlineData("""{"role":"user","contents":[{"$type":"functionCall","callId":"1","name":"f","arguments":7}]}""")]
    [InlineData("""{"role":"user","contents":[{"$type":"data","uri":"https://example.org"}]}""")]
    [InlineData("""{"role":"user","contents":[{"$type":"data","uri":"data:image/png;base64,%%"}]}""")]
    [InlineData("""{"role":"user","contents":[{"$type":"text","text":"\ud83d"}]}""")]
    [InlineData("""{"role":"user","contents":[]} trailing""")]
    [InlineData("""{"role":"user","contents":[""")]
    public void Corrupt_json_is_a_format_error(string json) =>
        Assert.Throws<MessageFormatException>(() => MessageJson.Deserialize(json));

    [Fact]
    public void Damaged_bytes_are_a_format_error_or_a_message()
    {
        byte[] good = MessageJson.Serialize(new ChatMessage(ChatRole.Assistant,
        [
            new TextContent("é"), new FunctionCallContent("1", "f", new Dictionary<string, object?> { ["a"] = 1 }), new DataContent(new byte[] { 1 }, "image/png"),
        ]));

        for (int i = 0; i < good.Length; i++)
        {
            Assert.Throws<MessageFormatException>(() => MessageJson.Deserialize(good.AsMemory(0, i)));
            foreach (byte damage in "\0\"{[,\\x\xff"u8.ToArray())
            {
                byte[] bad = [.. good];
                bad[i] = damage;
                Exception? error = Record.Exception(() => MessageJson.Deserialize(bad));
                Assert.True(error is null or MessageFormatException, $"{Encoding.UTF8.GetString(bad)}: {error}");
            }
        }
    }

    [Fact]
    public void Deep_json_is_a_format_error()
    {
        string json = $$"""{"role":"user","contents":[{"$type":"functionResult","callId":"1","result":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}]}""";

        Assert.IsAssignableFrom<JsonException>(Assert.Throws<MessageFormatException>(() => MessageJson.Deserialize(json)).InnerException);
    }

    [Fact]
    public void The_order_of_properties_does_not_matter()
    {
        ChatMessage message = MessageJson.Deserialize("""{"contents":[{"text":"t","$type":"text"}],"role":"user"}""");

        Assert.Equal("t", message.Text);
    }

    private sealed class Custom : AIContent;
}
