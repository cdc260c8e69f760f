using System.ClientModel;
using System.Net;
using System.Text.Json.Nodes;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Hitl.SemanticKernel.Tests;

public class OpenAIStubTests
{
    private static readonly string[] Roles = ["user", "assistant", "tool", "tool"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Semantic_Kernel_calls_the_tools_and_reads_the_answer(bool streaming)
    {
        await using var stub = await OpenAIStub.StartAsync(
            StubReply.ToolCalls(
                ("call_1", "Orders-Lookup", """{"id": "ORD-7", "note": "größer 漢字 🙂"}"""),
                ("call_2", "Orders-Lookup", """{"id": "ORD-8", "note": ""}""")) with { Content = "Let me look." },
            StubReply.Text("Both are on their way 🚚."));
        var seen = new List<string>();
        var kernel = KernelFor(stub);
        kernel.ImportPluginFromFunctions("Orders",
            [KernelFunctionFactory.CreateFromMethod((string id, string note) => { seen.Add(id + note); return $"{id}: shipped"; }, "Lookup")]);
        var chat = kernel.GetRequiredService<IChatCompletionService>();
        var history = new ChatHistory();
        history.AddUserMessage("Where are they?");
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        var answer = streaming
            ? string.Concat(await chat.GetStreamingChatMessageContentsAsync(history, settings, kernel, Cancellation)
                .Select(update => update.Content).ToListAsync(Cancellation))
            : (await chat.GetChatMessageContentAsync(history, settings, kernel, Cancellation)).Content;

        Assert.EndsWith("Both are on their way 🚚.", answer, StringComparison.Ordinal);
        Assert.Equal(["ORD-7größer 漢字 🙂", "ORD-8"], seen);
        Assert.Equal(2, stub.Requests.Count);
        Assert.Equal(Roles, stub.LastMessages.Select(OpenAIWire.RoleOf));
        Assert.Equal("ORD-8: shipped", OpenAIWire.TextOf(stub.LastMessages[3]));
        Assert.Equal(["call_1", "call_2"], OpenAIWire.ToolCallsOf(stub.LastMessages[1]).Select(call => call.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Extensions_AI_calls_the_tools_and_reads_the_answer_and_the_usage(bool streaming)
    {
        await using var stub = await OpenAIStub.StartAsync(
            StubReply.ToolCalls(("call_1", "lookup", """{"id":"ORD-7"}""")),
            StubReply.Text("On its way."));
        using var client = stub.Client().GetChatClient("stub").AsIChatClient().AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string id) => $"{id}: shipped", "lookup")] };

        var response = streaming
            ? await client.GetStreamingResponseAsync("Where is it?", options, Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("Where is it?", options, Cancellation);

        Assert.Equal("On its way.", response.Text);
        Assert.Equal("stop", response.FinishReason?.Value);
        Assert.True(response.Usage?.TotalTokenCount > 0);
        Assert.Equal(["user", "assistant", "tool"], stub.LastMessages.Select(OpenAIWire.RoleOf));
        Assert.Contains("shipped", OpenAIWire.TextOf(stub.LastMessages[2]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_conversations_use_one_stub()
    {
        await using var stub = await OpenAIStub.StartAsync(
            request => StubReply.Text("echo " + OpenAIWire.TextOf(OpenAIWire.MessagesOf(request)[^1])));
        var client = stub.Client().GetChatClient("stub").AsIChatClient();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            async i => (await client.GetResponseAsync($"{i}", cancellationToken: Cancellation)).Text));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"echo {i}"), answers);
        Assert.Equal(50, stub.Requests.Count);
    }

    [Fact]
    public async Task Errors_and_the_end_of_the_script_reach_the_client()
    {
        await using var stub = await OpenAIStub.StartAsync(StubReply.Error(HttpStatusCode.TooManyRequests));
        var client = stub.Client().GetChatClient("stub").AsIChatClient();
        var limited = await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync("a", cancellationToken: Cancellation));
        Assert.Equal(429, limited.Status);
        var over = await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync("b", cancellationToken: Cancellation));
        Assert.Contains("at its end", over.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_can_break()
    {
        await using var stub = await OpenAIStub.StartAsync(StubReply.Text(new string('x', 500)) with { BreakAfterChunks = 3 });
        var client = stub.Client().GetChatClient("stub").AsIChatClient();
        await Assert.ThrowsAnyAsync<Exception>(
            async () => await client.GetStreamingResponseAsync("a", cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public void Messages_that_say_the_same_are_equal()
    {
        var one = OpenAIWire.Assistant(null, new StubToolCall("c", "f", """{"b": 1, "a": [1, 2.50]}"""));
        var same = OpenAIWire.Assistant("", new StubToolCall("c", "f", """{"a":[1,2.50],"b":1}"""));
        var other = OpenAIWire.Assistant("", new StubToolCall("c", "f", """{"a":[2.50,1],"b":1}"""));
        var parts = new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "hi" }) };

        Assert.Equal(OpenAIWire.Normalize(one), OpenAIWire.Normalize(same));
        Assert.NotEqual(OpenAIWire.Normalize(one), OpenAIWire.Normalize(other));
        Assert.Equal(OpenAIWire.Normalize(OpenAIWire.User("hi")), OpenAIWire.Normalize(parts));
    }

    [Fact]
    public void Transcripts_are_whole()
    {
        var transcripts = Transcripts.Require();
        Assert.All(transcripts.Conversations, transcript => Assert.Equal(
            transcript.ToolCalls.Select(call => call.Id).Order(),
            transcript.Messages.Select(message => (string?)message["tool_call_id"]).OfType<string>().Order()));
        Assert.Contains(ToolLabel.Effect, transcripts.Labels.Values);
        Assert.Equal(transcripts.Conversations.Count, transcripts.Conversations.Select(transcript => transcript.Id).Distinct().Count());
    }

    private static Kernel KernelFor(OpenAIStub stub) =>
        Kernel.CreateBuilder().AddOpenAIChatCompletion("stub", stub.Client()).Build();
}
