using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory.Tests;

public class ToolCallTests
{
    [Theory]
    [InlineData("Orders", "Refund", "Orders-Refund")]
    [InlineData(null, "Refund", "Refund")]
    [InlineData("", "Refund", "Refund")]
    [InlineData("a-b", "c_d-e", "a-b-c_d-e")]
    [InlineData(null, "a-b", "a-b")]
    [InlineData("a_b", "-", "a_b--")]
    public void Plugin_and_function_come_back_exactly(string? plugin, string function, string name)
    {
        SK.FunctionCallContent call = Trip.Item(new SK.FunctionCallContent(function, plugin, "id"));
        SK.FunctionResultContent result = Trip.Item(new SK.FunctionResultContent(function, plugin, "id", "r"));

        Assert.Equal((plugin, function), (call.PluginName, call.FunctionName));
        Assert.Equal((plugin, function), (result.PluginName, result.FunctionName));
        Assert.Equal(name, Stored(new SK.FunctionCallContent(function, plugin, "id")).Name);
    }

    [Theory]
    [InlineData("Orders-Re-fund", "Orders", "Re-fund")]
    [InlineData("refund", null, "refund")]
    [InlineData("-refund", null, "-refund")]
    [InlineData("refund-", null, "refund-")]
    public void Foreign_names_are_split_at_the_first_separator(string name, string? plugin, string function)
    {
        FunctionCallContent call = new("1", name)
        {
            AdditionalProperties = new() { [MessageProperties.Plugin] = "Other", [MessageProperties.Function] = "Delete" },
        };

        Assert.Equal((plugin, function), ToolNames.Split(call));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Missing_ids_are_empty_in_store_and_null_in_semantic_kernel(string? id)
    {
        Assert.Equal(string.Empty, Stored(new SK.FunctionCallContent("f", "p", id)).CallId);
        Assert.Null(Trip.Item(new SK.FunctionCallContent("f", "p", id)).Id);
        Assert.Null(Trip.Item(new SK.FunctionResultContent("f", "p", id, "r")).CallId);
        Assert.Null(Trip.Item(new SK.FunctionResultContent()).FunctionName);
    }

    [Fact]
    public void Arguments_keep_their_types_and_exact_numbers()
    {
        SK.KernelArguments arguments = new()
        {
            ["text"] = "5",
            ["int"] = 5,
            ["money"] = 12.50m,
            ["nan"] = double.NaN,
            ["flag"] = true,
            ["nothing"] = null,
            ["json"] = JsonDocument.Parse("1.00e2").RootElement,
            ["jsonText"] = JsonDocument.Parse("\"é\"").RootElement,
            ["object"] = new Order("é", [1, 2]),
        };

        SK.KernelArguments back = Trip.Item(new SK.FunctionCallContent("f", "p", "1", arguments)).Arguments!;

        Assert.Equal("5", back["text"]);
        Assert.Equal("é", back["jsonText"]);
        Assert.Null(back["nothing"]);
        Assert.True(back.ContainsKey("nothing"));
        Assert.Equal(["5", "12.50", "true", "1.00e2", """{"Name":"é","Lines":[1,2]}"""], Raw(back, "int", "money", "flag", "json", "object"));
        Assert.Equal("NaN", back["nan"]);
        Assert.Equal("5", ((JsonElement)Stored(new SK.FunctionCallContent("f", "p", "1", arguments)).Arguments!["int"]!).GetRawText());
    }

    [Fact]
    public void No_arguments_stay_apart_from_empty_ones()
    {
        Assert.Null(Trip.Item(new SK.FunctionCallContent("f")).Arguments);
        Assert.Empty(Trip.Item(new SK.FunctionCallContent("f", arguments: [])).Arguments!);
        Assert.Equal("{}", ToolArguments.GetRaw(new SK.FunctionCallContent("f"))!.Value.GetRawText());
    }

    [Fact]
    public void Arguments_that_do_not_serialize_are_an_error()
    {
        SK.KernelArguments arguments = new() { ["f"] = (Action)(() => { }) };

        Assert.Throws<UnsupportedContentException>(() => new SK.ChatMessageContent(AuthorRole.Assistant, [new SK.FunctionCallContent("f", arguments: arguments)]).ToThreadMessage());
        Assert.Throws<UnsupportedContentException>(() => ToolArguments.GetRaw(new SK.FunctionCallContent("f", arguments: arguments)));
        Assert.Throws<UnsupportedContentException>(() => Trip.Json(new FunctionCallContent("1", "f", arguments)));
    }

    [Fact]
    public void Raw_arguments_of_the_client_win_over_texts()
    {
        SK.FunctionCallContent call = new("f", "p", "1", new() { ["limit"] = "5" }) { InnerContent = new ClientCall("""{ "limit": 5.0, "Limit": "x", "half": "\ud83d!" }""") };

        Assert.Equal("5.0", ToolArguments.GetRaw(call)!.Value.GetProperty("limit").GetRawText());
        Assert.Equal("5.0", ((JsonElement)Stored(call).Arguments!["limit"]!).GetRawText());
        Assert.Equal("x", Stored(call).Arguments!["Limit"]);
        Assert.Equal("\ufffd!", Stored(call).Arguments!["half"]);
        Assert.Equal("""{ "limit": 5.0, "Limit": "x", "half": "\ud83d!" }""", ToolArguments.GetRawText(call));
    }

    [Fact]
    public void The_last_of_arguments_with_one_name_counts()
    {
        SK.FunctionCallContent call = new("f", "p", "1") { InnerContent = new ClientCall("""{"a":1,"b":2,"a":3}""") };
        SK.FunctionCallContent halves = new("f", "p", "1", new() { ["\ud83d"] = 1, ["\udc00"] = 2 });

        Assert.Equal("""{"a":3,"b":2}""", ToolArguments.GetRaw(call)!.Value.GetRawText());
        Assert.Equal("""{"a":3,"b":2}""", ToolArguments.GetRaw(Trip.Item(call))!.Value.GetRawText());
        Assert.Equal(ToolArguments.GetRaw(halves)!.Value.GetRawText(), ToolArguments.GetRaw(Trip.Item(halves))!.Value.GetRawText());
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{broken")]
    [InlineData(null)]
    public void Raw_arguments_that_are_no_object_do_not_count(string? raw)
    {
        SK.FunctionCallContent call = new("f", "p", "1", new() { ["limit"] = "5" }) { InnerContent = new ClientCall(raw) };

        Assert.Equal("""{"limit":"5"}""", ToolArguments.GetRaw(call)!.Value.GetRawText());
    }

    [Fact]
    public void Malformed_arguments_keep_text_and_error()
    {
        SK.FunctionCallContent call = new("Refund", "Orders", "1") { InnerContent = new ClientCall("{\"a\": oops"), Exception = new SK.KernelException("invalid JSON") };

        SK.FunctionCallContent back = Trip.Item(call);
        FunctionCallContent stored = Stored(call);

        Assert.Equal("invalid JSON", Assert.IsType<SK.KernelException>(back.Exception).Message);
        Assert.Null(back.Arguments);
        Assert.Null(ToolArguments.GetRaw(back));
        Assert.Equal("{\"a\": oops", ToolArguments.GetRawText(back));
        Assert.Equal("{\"a\": oops", stored.AdditionalProperties![MessageProperties.RawArguments]);
        Assert.Equal("invalid JSON", stored.AdditionalProperties[MessageProperties.ArgumentsError]);
        Assert.Equal("invalid JSON", stored.Exception!.Message);
        Assert.Null(stored.Arguments);
    }

    [Fact]
    public void Malformed_arguments_of_a_chat_client_keep_text_and_error()
    {
        FunctionCallContent call = new("1", "f") { Exception = new InvalidOperationException("bad"), RawRepresentation = new ClientCall("{x") };

        FunctionCallContent back = Trip.Json(call);

        Assert.Equal("bad", back.Exception!.Message);
        Assert.Equal("{x", ToolArguments.GetRawText(back));
        Assert.Null(ToolArguments.GetRaw(back));
        Assert.Null(call.AdditionalProperties);

        back.Exception = null;
        back = Trip.Json(back);
        Assert.Null(back.Exception);
        Assert.Null(ToolArguments.GetRawText(back));
    }

    private static FunctionCallContent Stored(SK.FunctionCallContent call) =>
        Assert.IsType<FunctionCallContent>(Assert.Single(Trip.ToStored(new SK.ChatMessageContent(AuthorRole.Assistant, [call])).Contents));

    private static IEnumerable<string> Raw(SK.KernelArguments arguments, params string[] names) =>
        names.Select(name => Assert.IsType<JsonElement>(arguments[name]).GetRawText());

    private sealed record Order(string Name, int[] Lines);

    private sealed class ClientCall(string? arguments)
    {
        public BinaryData? FunctionArguments { get; } = arguments is null ? null : BinaryData.FromString(arguments);
    }
}
