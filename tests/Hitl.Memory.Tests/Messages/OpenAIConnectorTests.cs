using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory.Tests;

/// <summary>Messages as Semantic Kernel's connector and the OpenAI chat client really make them.</summary>
public class OpenAIConnectorTests
{
    private const string Arguments = """{"limit": 5, "amount": 12.50, "text": "é \"q\" 🎉", "flag": true, "none": null, "lines": [{"sku": "A-1", "n": 2.0}]}""";
    private const string Malformed = "{\"limit\": 5,,";

    [Fact]
    public async Task Raw_typed_arguments_survive()
    {
        SK.ChatMessageContent message = await AskAsync(Call("call_1", "Orders-Re_fund", Arguments), Call("call_2", "plain", "{}"));
        Assert.IsType<OpenAIChatMessageContent>(message);
        SK.FunctionCallContent original = message.Items.OfType<SK.FunctionCallContent>().First();
        Assert.Equal("5", original.Arguments!["limit"]);

        SK.ChatMessageContent back = Trip.ToSemanticKernel(message);
        SK.FunctionCallContent call = back.Items.OfType<SK.FunctionCallContent>().First();

        Assert.Equal(("Orders", "Re_fund", "call_1"), (call.PluginName, call.FunctionName, call.Id));
        Assert.Equal(Compact(Arguments), Compact(ToolArguments.GetRaw(original)!.Value.GetRawText()));
        Assert.Equal(Compact(Arguments), Compact(ToolArguments.GetRaw(call)!.Value.GetRawText()));
        Assert.Equal("12.50", ((JsonElement)call.Arguments!["amount"]!).GetRawText());
        Assert.Equal(Arguments, ToolArguments.GetRawText(original));
        Assert.Null(back.Items.OfType<SK.FunctionCallContent>().Last().PluginName);
    }

    [Fact]
    public async Task Metadata_of_the_client_does_not_break_the_message()
    {
        SK.ChatMessageContent message = await AskAsync(Call("call_1", "Orders-Refund", Arguments));
        Assert.Contains(message.Metadata!.Values, value => value is OpenAI.Chat.ChatTokenUsage);

        SK.ChatMessageContent back = Trip.ToSemanticKernel(message);

        Assert.Equal("chatcmpl-1", back.Metadata!["Id"]);
        Assert.DoesNotContain("Usage", back.Metadata.Keys);
        Assert.DoesNotContain("ChatResponseMessage.FunctionToolCalls", back.Metadata.Keys);
        Assert.Equal("thinking", back.Content);
    }

    [Fact]
    public async Task Malformed_arguments_survive()
    {
        SK.ChatMessageContent message = await AskAsync(Call("call_1", "Orders-Refund", Malformed));
        SK.FunctionCallContent original = message.Items.OfType<SK.FunctionCallContent>().Single();
        Assert.NotNull(original.Exception);

        SK.FunctionCallContent back = Trip.ToSemanticKernel(message).Items.OfType<SK.FunctionCallContent>().Single();

        Assert.Equal(original.Exception.Message, Assert.IsType<SK.KernelException>(back.Exception).Message);
        Assert.Equal(Malformed, ToolArguments.GetRawText(back));
        Assert.Null(back.Arguments);
    }

    [Fact]
    public async Task The_model_gets_back_what_it_said()
    {
        SK.ChatMessageContent message = await AskAsync(Call("call_1", "Orders-Re_fund", Arguments));
        SK.FunctionCallContent call = message.Items.OfType<SK.FunctionCallContent>().Single();
        SK.ChatMessageContent result = new(AuthorRole.Tool, [new SK.FunctionResultContent(call, (object?)new { Total = 12.50m })]);
        using StubHandler direct = new();
        using StubHandler stored = new();
        using StubHandler plain = new();

        await AskAsync(direct, [message, result]);
        await AskAsync(stored, [Trip.ToSemanticKernel(message), Trip.ToSemanticKernel(result)]);
        using IChatClient client = Client(plain).AsIChatClient();
        await client.GetResponseAsync([Trip.ToStored(message), Trip.ToStored(result)]);

        Assert.Equal(Messages(direct), Messages(stored));
        Assert.Equal(Messages(direct), Messages(plain));
    }

    [Fact]
    public async Task Malformed_arguments_of_the_chat_client_survive()
    {
        using StubHandler handler = new(Call("call_1", "f", Malformed));
        using IChatClient client = Client(handler).AsIChatClient();
        ChatMessage message = (await client.GetResponseAsync("hi")).Messages.Single();
        Assert.NotNull(message.Contents.OfType<FunctionCallContent>().Single().Exception);

        FunctionCallContent back = MessageJson.Deserialize(MessageJson.Serialize(message)).Contents.OfType<FunctionCallContent>().Single();

        Assert.NotNull(back.Exception);
        Assert.Equal(Malformed, ToolArguments.GetRawText(back));
    }

    private static string Messages(StubHandler handler)
    {
        using JsonDocument request = JsonDocument.Parse(handler.Request!);
        IEnumerable<string> messages = request.RootElement.GetProperty("messages").EnumerateArray().Select(message =>
            message.GetProperty("role").GetString() == "tool"
                ? message.GetProperty("tool_call_id").GetString() + Text(message.GetProperty("content"))
                : Text(message.GetProperty("content")) + string.Join('|', message.GetProperty("tool_calls").EnumerateArray().Select(call =>
                    call.GetProperty("id").GetString() + call.GetProperty("function").GetProperty("name").GetString()
                    + Compact(call.GetProperty("function").GetProperty("arguments").GetString()!))));
        return string.Join('\n', messages);
    }

    private static string? Text(JsonElement content) =>
        Compact(content.ValueKind == JsonValueKind.String ? content.GetString()! : content[0].GetProperty("text").GetString()!);

    private static string Compact(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(document.RootElement, MessageJsonOptions.Values);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static object Call(string id, string name, string arguments) =>
        new { id, type = "function", function = new { name, arguments } };

    private static async Task<SK.ChatMessageContent> AskAsync(params object[] calls)
    {
        using StubHandler handler = new(calls);
        return await AskAsync(handler, [new(AuthorRole.User, "hi")]);
    }

    private static async Task<SK.ChatMessageContent> AskAsync(StubHandler handler, ChatHistory history)
    {
        OpenAIChatCompletionService service = new("gpt-x", Client(handler, out _));
        return await service.GetChatMessageContentAsync(history);
    }

    private static OpenAI.Chat.ChatClient Client(StubHandler handler)
    {
        Client(handler, out OpenAI.OpenAIClient client);
        return client.GetChatClient("gpt-x");
    }

    private static OpenAI.OpenAIClient Client(StubHandler handler, out OpenAI.OpenAIClient client) =>
        client = new(new System.ClientModel.ApiKeyCredential("key"), new OpenAI.OpenAIClientOptions
        {
            Endpoint = new Uri("http://localhost/v1"),
            Transport = new System.ClientModel.Primitives.HttpClientPipelineTransport(new HttpClient(handler, disposeHandler: false)),
        });

    private sealed class StubHandler(params object[] calls) : HttpMessageHandler
    {
        public string? Request { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Request = await request.Content!.ReadAsStringAsync(cancellationToken);
            string body = JsonSerializer.Serialize(new
            {
                id = "chatcmpl-1",
                @object = "chat.completion",
                created = 1700000000,
                model = "gpt-x",
                choices = new[] { new { index = 0, finish_reason = calls.Length > 0 ? "tool_calls" : "stop", message = new { role = "assistant", content = "thinking", tool_calls = calls } } },
                usage = new { prompt_tokens = 1, completion_tokens = 2, total_tokens = 3 },
            });
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}
