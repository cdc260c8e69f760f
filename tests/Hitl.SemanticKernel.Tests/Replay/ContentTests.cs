#pragma warning disable SKEXP0110 // FileReferenceContent is experimental.

using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>Every kind of content goes through a pause: the model is sent the same after it as before.</summary>
public class ContentTests(RedisServers servers)
{
    private static readonly byte[] Bytes = [137, 80, 78, 71, 0, 255, 1];

    private static KernelContent[] All =>
    [
        new TextContent("Look at these, 漢字 🙂"),
        new ImageContent(Bytes, "image/png"),
        new ImageContent(new Uri("https://example.org/a%20b.png?x=1")),
        new AudioContent(Bytes, "audio/wav"),
        new BinaryContent(Bytes, "application/pdf"),
        new BinaryContent(new Uri("https://example.org/a.bin")) { MimeType = "application/octet-stream" },
        new FileReferenceContent("file-1") { Tools = ["search"] },
    ];

    [Theory]
    [AllServers(TurnPath.Connector)]
    [AllServers(TurnPath.StreamedConnector)]
    [AllServers(TurnPath.ChatClient)]
    [AllServers(TurnPath.StreamedChatClient)]
    public async Task Contents_of_a_user_are_sent_again_as_they_were(ServerKind kind, TurnPath path)
    {
        var isConnector = path is TurnPath.Connector or TurnPath.StreamedConnector;
        var call = StubReply.ToolCalls(("c", isConnector ? "Tools-refund" : "Tools_refund", """{"n":1}"""));
        await using var shop = await SmallShop.StartAsync(await servers.GetAsync(kind), call, StubReply.Text("Nice."));
        var message = new ChatMessageContent(AuthorRole.User, [.. isConnector ? All[..5] : [.. All[..5], All[6]]]);

        AgentTurn turn;
        await using (var app = shop.App(path))
        {
            turn = await app.InvokeAsync("content", message);
        }

        turn = await shop.ApproveAndResumeAsync(path, turn);
        Assert.Equal("Nice.", turn.Message!.Content);
        Assert.Equal(["refund 1"], shop.Effects);
        var sent = shop.Stub.Requests.Select(r => Sent(OpenAIWire.MessagesOf(r)[0])).ToList();
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0], sent[1]);
        Assert.Equal(message.Items.Count, JsonNode.Parse(sent[0])!["content"]!.AsArray().Count);

        await using var other = shop.App(path);
        AssertSame(message, (await other.Thread("content").GetHistoryAsync()).ToChatHistory()[0]);
    }

    [Theory, AllServers]
    public async Task Contents_that_no_model_takes_are_kept(ServerKind kind)
    {
        await using var shop = await SmallShop.StartAsync(await servers.GetAsync(kind));
        var message = new ChatMessageContent(AuthorRole.User, [.. All]) { AuthorName = "zoë" };
        await using (var app = shop.App(TurnPath.Connector))
        {
            await app.Thread("content").AppendAsync([message]);
        }

        await using (var app = shop.App(TurnPath.Connector))
        {
            AssertSame(message, (await app.Thread("content").GetHistoryAsync()).ToChatHistory()[0]);
        }
    }

    private static void AssertSame(ChatMessageContent expected, ChatMessageContent actual)
    {
        Assert.Equal(expected.Role, actual.Role);
        Assert.Equal(expected.AuthorName, actual.AuthorName);
        Assert.Equal(expected.Items.Select(Describe), actual.Items.Select(Describe));
    }

    private static string Describe(KernelContent item) => item switch
    {
        TextContent text => "text " + text.Text,
        BinaryContent binary => $"{binary.GetType().Name} {binary.MimeType} {binary.Uri?.OriginalString} {(binary.Data is { } data ? Convert.ToHexString(data.Span) : "")}",
        FileReferenceContent file => $"file {file.FileId} {string.Join(",", file.Tools ?? [])}",
        _ => item.GetType().Name,
    };

    /// <summary>A message without the names of files, which the connector makes up for each request.</summary>
    private static string Sent(JsonObject message)
    {
        var copy = message.DeepClone();
        foreach (var part in copy["content"]!.AsArray())
        {
            (part!["file"] as JsonObject)?.Remove("filename");
        }

        return copy.ToJsonString();
    }
}
