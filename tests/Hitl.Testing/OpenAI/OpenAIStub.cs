using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hitl.Testing;

/// <summary>A local HTTP server that speaks OpenAI's chat completions format, streaming and not, from a script.</summary>
/// <remarks>Thread-safe: any number of conversations may use it at once. The script is then called concurrently.</remarks>
public sealed class OpenAIStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<JsonObject, CancellationToken, Task<StubReply>> _script;
    private readonly ConcurrentQueue<JsonObject> _requests = new();
    private int _completions;

    private OpenAIStub(WebApplication app, Func<JsonObject, CancellationToken, Task<StubReply>> script)
    {
        _app = app;
        _script = script;
        _app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    /// <summary>What an OpenAI client is given as its endpoint: <c>http://127.0.0.1:port/v1</c>.</summary>
    public Uri Endpoint => new(_app.Urls.Single() + "/v1");

    /// <summary>The requests so far, parsed, in the order in which they came.</summary>
    public IReadOnlyList<JsonObject> Requests => [.. _requests];

    /// <summary>The messages of the last request: what the model saw.</summary>
    public IReadOnlyList<JsonObject> LastMessages => OpenAIWire.MessagesOf(Requests[^1]);

    /// <summary>Starts a stub that asks a delegate.</summary>
    public static Task<OpenAIStub> StartAsync(Func<JsonObject, StubReply> script) =>
        StartAsync((request, _) => Task.FromResult(script(request)));

    /// <summary>Starts a stub that gives these replies, one for each request; a request too many is answered with 400.</summary>
    public static Task<OpenAIStub> StartAsync(params IEnumerable<StubReply> replies)
    {
        var queue = new ConcurrentQueue<StubReply>(replies);
        return StartAsync((_, _) => Task.FromResult(queue.TryDequeue(out var reply)
            ? reply
            : throw new InvalidOperationException("The script of the stub is at its end.")));
    }

    /// <summary>Starts a stub that asks a delegate which may wait; its token is cancelled when the client goes away.</summary>
    public static async Task<OpenAIStub> StartAsync(Func<JsonObject, CancellationToken, Task<StubReply>> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var stub = new OpenAIStub(builder.Build(), script);
        await stub._app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the script throws is told to the client.")]
    private async Task AnswerAsync(HttpContext http)
    {
        var aborted = http.RequestAborted;
        var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: aborted))!.AsObject();
        _requests.Enqueue(request.DeepClone().AsObject());

        StubReply reply;
        try
        {
            reply = await _script(request, aborted);
        }
        catch (Exception exception) when (!aborted.IsCancellationRequested)
        {
            // 400, not 500: clients try a 500 again.
            reply = StubReply.Error(System.Net.HttpStatusCode.BadRequest, OpenAIWire.Error(exception.Message).ToJsonString());
        }

        await Task.Delay(reply.Delay, aborted);
        if (reply.ErrorBody is not null)
        {
            http.Response.StatusCode = (int)reply.Status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(reply.ErrorBody, aborted);
            return;
        }

        var completion = new StubCompletion(
            $"chatcmpl-{Interlocked.Increment(ref _completions)}", (string?)request["model"] ?? "stub", reply, request);
        if ((bool?)request["stream"] != true)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(completion.ToMessage().ToJsonString(), aborted);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        var sent = 0;
        foreach (var chunk in completion.ToChunks())
        {
            if (sent++ == reply.BreakAfterChunks)
            {
                http.Abort();
                return;
            }

            await http.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\n", aborted);
            await http.Response.Body.FlushAsync(aborted);
            await Task.Delay(reply.ChunkDelay, aborted);
        }

        await http.Response.WriteAsync("data: [DONE]\n\n", aborted);
    }
}
