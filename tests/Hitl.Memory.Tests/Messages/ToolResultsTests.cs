using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory.Tests;

public class ToolResultsTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { 5, "5" },
        { 12.50m, "12.50" },
        { true, "true" },
        { new Order("é <b>", 12.50m), """{"Name":"é <b>","Total":12.50}""" },
        { new List<Order> { new("a", 1) }, """[{"Name":"a","Total":1}]""" },
        { new { A = (string?)null }, """{"A":null}""" },
        { JsonDocument.Parse("1.50"), "1.50" },
        { JsonDocument.Parse("""{"z":1.0,"a":[]}""").RootElement, """{"z":1.0,"a":[]}""" },
        { JsonNode.Parse("[1.0]"), "[1.0]" },
        { new Dictionary<string, object?> { ["k"] = 1 }, """{"k":1}""" },
        { JsonDocument.Parse("""["\ud83d"]""").RootElement, """["\uFFFD"]""" },
    };

    public static TheoryData<object?, string> Texts => new()
    {
        { "plain", "plain" },
        { string.Empty, string.Empty },
        { JsonValue.Create("node"), "node" },
        { JsonDocument.Parse("\"\\ud83dx\"").RootElement, "\ufffdx" },
        { new SK.ChatMessageContent(AuthorRole.Assistant, "said"), "said" },
        { new ChatHistory { new(AuthorRole.User, "a"), new(AuthorRole.User, "b") }, "a,b" },
        { new SK.TextContent("t"), "t" },
        { new TextContent("t"), "t" },
        { new ChatMessage(ChatRole.Assistant, "m"), "m" },
        { new InvalidOperationException("no stock"), "Error: Exception while invoking function. no stock" },
        { Guid.Empty, "00000000-0000-0000-0000-000000000000" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_are_json(object? value, string json)
    {
        Assert.Equal(json, Assert.IsType<JsonElement>(ToolResults.ToStored(value)).GetRawText());
        Assert.Equal(JsonText(json), JsonText(Assert.IsType<JsonElement>(Trip.Item(new SK.FunctionResultContent("f", "p", "1", value)).Result).GetRawText()));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Texts_stay_text(object? value, string text)
    {
        Assert.Equal(text, ToolResults.ToStored(value));
        Assert.Equal(text, Assert.IsType<string>(Trip.Item(new SK.FunctionResultContent("f", "p", "1", value)).Result));
        Assert.Equal(text, Trip.Json(new FunctionResultContent("1", value)).Result);
    }

    [Fact]
    public void Nothing_stays_nothing()
    {
        Assert.Null(ToolResults.ToStored(null));
        Assert.Null(ToolResults.ToStored(default(JsonElement)));
        Assert.Null(Trip.Item(new SK.FunctionResultContent("f", "p", "1")).Result);
    }

    [Fact]
    public void Function_results_are_unwrapped()
    {
        SK.KernelFunction function = SK.KernelFunctionFactory.CreateFromMethod(() => 1, "f");

        Assert.Equal("2", ToolResults.ToStored(new SK.FunctionResult(function, 2))!.ToString());
        Assert.Null(ToolResults.ToStored(new SK.FunctionResult(function)));
    }

    [Fact]
    public void Images_are_the_json_of_their_stored_form()
    {
        JsonElement image = Assert.IsType<JsonElement>(ToolResults.ToStored(new SK.ImageContent(new byte[] { 1 }, "image/png")));

        Assert.Equal("""{"$type":"data","uri":"data:image/png;base64,AQ=="}""", image.GetRawText());
        Assert.Equal(JsonValueKind.Array, Assert.IsType<JsonElement>(ToolResults.ToStored(new AIContent[] { new DataContent(new byte[] { 1 }, "image/png") })).ValueKind);
    }

    [Fact]
    public void Failures_keep_their_error()
    {
        SK.ChatMessageContent message = new(AuthorRole.Tool, [new SK.FunctionResultContent("f", "p", "1", new InvalidOperationException("no stock"))]);
        FunctionResultContent stored = Assert.IsType<FunctionResultContent>(Trip.ToStored(message).Contents[0]);
        FunctionResultContent foreign = Trip.Json(new FunctionResultContent("1", null) { Exception = new IOException("gone") });

        Assert.Equal("no stock", stored.Exception!.Message);
        Assert.Equal("gone", foreign.Exception!.Message);
        Assert.Equal(
            "Error: Exception while invoking function. gone",
            Assert.IsType<SK.FunctionResultContent>(new ChatMessage(ChatRole.Tool, [foreign]).ToChatMessageContent().Items[0]).Result);
    }

    [Fact]
    public void What_does_not_serialize_is_an_error_that_names_the_type()
    {
        Node cycle = new();
        cycle.Next = cycle;

        Assert.Equal(typeof(Node), Assert.Throws<UnsupportedContentException>(() => ToolResults.ToStored(cycle)).ContentType);
        Assert.Throws<UnsupportedContentException>(() => ToolResults.ToStored((Action)(() => { })));
        Assert.Throws<UnsupportedContentException>(() => ToolResults.ToStored(new Throwing()));
    }

    [Fact]
    public void Depth_is_limited()
    {
        using JsonDocument fine = Deep(250);
        using JsonDocument tooDeep = Deep(3000);

        Assert.Equal(fine.RootElement.GetRawText(), ((JsonElement)Trip.Item(new SK.FunctionResultContent("f", "p", "1", fine)).Result!).GetRawText());
        Assert.Throws<UnsupportedContentException>(() => Trip.Item(new SK.FunctionResultContent("f", "p", "1", tooDeep)));
        Assert.Throws<UnsupportedContentException>(() => Trip.Json(new FunctionCallContent("1", "f", new Dictionary<string, object?> { ["a"] = tooDeep.RootElement })));
        Assert.Null(Trip.Json(new TextContent("x") { AdditionalProperties = new() { ["deep"] = tooDeep.RootElement } }).AdditionalProperties);
    }

    private static JsonDocument Deep(int depth) =>
        JsonDocument.Parse(new string('[', depth) + new string(']', depth), new JsonDocumentOptions { MaxDepth = depth + 1 });

    private static string JsonText(string json) => JsonNode.Parse(json)!.ToJsonString();

    private sealed record Order(string Name, decimal Total);

    private sealed class Node
    {
        public Node? Next { get; set; }
    }

    private sealed class Throwing
    {
        private readonly string _message = "slow";

        public int Value => throw new TimeoutException(_message);
    }
}
