using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using OpenAI;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>A caller gives up at each command that a turn sends to the store, before it is sent and before its reply has come. The thread goes on in another process.</summary>
public class CancelTests(RedisServers servers)
{
    private const string Plan = "Look a, Note b, Pay c, Pay d | Note e";
    private const int MostCommands = 60;

    public enum Way
    {
        Thread,
        StreamedThread,
        Connector,
        StreamedConnector,
        Client,
        StreamedClient,
    }

    [Theory]
    [AllServers(Way.Thread, false)]
    [AllServers(Way.Thread, true)]
    [AllServers(Way.StreamedThread, false)]
    [AllServers(Way.StreamedThread, true)]
    [AllServers(Way.Connector, false)]
    [AllServers(Way.Connector, true)]
    [AllServers(Way.StreamedConnector, false)]
    [AllServers(Way.StreamedConnector, true)]
    [AllServers(Way.Client, false)]
    [AllServers(Way.Client, true)]
    [AllServers(Way.StreamedClient, false)]
    [AllServers(Way.StreamedClient, true)]
    public async Task A_turn_that_is_cancelled_at_any_command_leaves_a_thread_that_goes_on(ServerKind kind, Way way, bool afterIt)
    {
        var server = await servers.GetAsync(kind);
        await using var model = await PlanStub.StartAsync(new PlanModel());
        var connector = way is Way.Connector or Way.StreamedConnector ? model.Client() : null;
        for (var at = 1; at <= MostCommands; at++)
        {
            using var run = new CancelledRun(server, way, connector, at, afterIt);
            await run.RunAsync();
            if (run.Commands < at)
            {
                // Two turns of at least four steps each.
                Assert.True(at > 8, $"{at} commands");
                return;
            }
        }

        Assert.Fail($"A turn sends more than {MostCommands} commands.");
    }

    /// <summary>One thread whose caller gives up at one command.</summary>
    private sealed class CancelledRun(TestServer server, Way way, OpenAIClient? connector, int at, bool afterIt) : IDisposable
    {
        private const string Thread = "order 1042";
        private readonly AsyncLocal<bool> _isCounted = new();
        private readonly CancellationTokenSource _cancel = new();
        private readonly string _prefix = server.NewPrefix();
        private int _commands;

        /// <summary>How many commands were sent until the caller gave up, or in all.</summary>
        public int Commands => _commands;

        private string Place => $"command {at}{(afterIt ? ", after it" : "")}: ";

        public async Task RunAsync()
        {
            var said = false;
            for (var attempt = 0; attempt < 8; attempt++)
            {
                try
                {
                    var reviews = await StepAsync(said ? null : Plan);
                    if (reviews.Count == 0)
                    {
                        await CheckAsync();
                        return;
                    }

                    said = true;
                    await DecideAsync(reviews);
                }
                catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
                {
                    said = await IsKnownAsync();
                }
            }

            Assert.Fail(Place + "the thread does not come to an end.");
        }

        /// <summary>Takes a step in a new process; the token counts until it is cancelled.</summary>
        private async Task<IReadOnlyList<Review>> StepAsync(string? message)
        {
            var isLive = !_cancel.IsCancellationRequested;
            await using var app = App(CommandTap.Wrap(server.Connection, Before, AfterAsync));
            var token = isLive ? _cancel.Token : CancellationToken.None;
            _isCounted.Value = isLive;
            try
            {
                return way is Way.Client or Way.StreamedClient
                    ? await ChatAsync(app, message, token)
                    : (await TurnAsync(app, message, token)).Reviews;
            }
            finally
            {
                _isCounted.Value = false;
            }
        }

        private async Task<AgentTurn> TurnAsync(LedgerApp app, string? message, CancellationToken token)
        {
            if (way is Way.Thread or Way.Connector)
            {
                return message is null ? await app.ResumeAsync(Thread, token) : await app.InvokeAsync(Thread, message, token);
            }

            AgentTurn? turn = null;
            var updates = message is null
                ? app.Thread(Thread).ResumeStreamingAsync(app.Kernel, cancellationToken: token)
                : app.Thread(Thread).InvokeStreamingAsync(app.Kernel, message, cancellationToken: token);
            await foreach (var update in updates)
            {
                turn = update.Turn;
            }

            return turn!;
        }

        private async Task<IReadOnlyList<Review>> ChatAsync(LedgerApp app, string? message, CancellationToken token)
        {
            using var client = app.Model.AsBuilder().UseOversight().Build(app.Services);
            var options = new ChatOptions { ConversationId = Thread, Tools = [.. app.Kernel.Plugins["Till"]] };
            IReadOnlyList<ChatMessage> messages = message is null ? [] : [new ChatMessage(ChatRole.User, message)];
            var response = way == Way.Client
                ? await client.GetResponseAsync(messages, options, token)
                : await client.GetStreamingResponseAsync(messages, options, token).ToChatResponseAsync(token);
            _isCounted.Value = false;
            var reviews = new List<Review>();
            foreach (var request in response.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>())
            {
                reviews.Add(await app.Desk.GetAsync(request.RequestId, token));
            }

            return reviews;
        }

        private async Task DecideAsync(IReadOnlyList<Review> reviews)
        {
            await using var app = App(server.Connection);
            foreach (var review in reviews)
            {
                // Whoever gave up lived on and knew what had begun, so nobody is asked what became of a call.
                Assert.True(review.Kind == ReviewKind.Call, $"{Place}asked about {review.Kind} of {review.CallId}");
                await app.Desk.ApproveAsync(await app.Desk.GetAsync(review.Id), LedgerApp.Ana);
            }
        }

        /// <summary>Whether the message came into the thread: its sender does not know.</summary>
        private async Task<bool> IsKnownAsync()
        {
            await using var app = App(server.Connection);
            try
            {
                return (await app.LogAsync(Thread)).Count > 0;
            }
            catch (UnknownThreadException)
            {
                return false;
            }
        }

        private async Task CheckAsync()
        {
            await using var app = App(server.Connection);
            var log = await app.LogAsync(Thread);
            Assert.Equal("assistant: done: Look a ok; Note b ok; Pay c ok; Pay d ok; Note e ok", log[^1]);
            Assert.Single(log, line => line.StartsWith("user:", StringComparison.Ordinal));
            Assert.Single(log, line => line.StartsWith("assistant:", StringComparison.Ordinal));
            await app.AssertWholeAsync(Thread);
            Assert.Empty(await app.PendingAsync(Thread));

            // What only reads may be read again.
            var done = (await app.Till.DoneAsync(Thread)).Where(e => e != "Look a").ToList();
            Assert.True(done.SequenceEqual(["Note b", "Pay c", "Pay d", "Note e"]), $"{Place}{string.Join(", ", done)}");
        }

        public void Dispose() => _cancel.Dispose();

        private bool Before()
        {
            var isIt = _isCounted.Value && !_cancel.IsCancellationRequested && Interlocked.Increment(ref _commands) == at;
            if (isIt && !afterIt)
            {
                _cancel.Cancel();
            }

            return isIt && afterIt;
        }

        private async Task AfterAsync()
        {
            await _cancel.CancelAsync();

            // The caller has given up before the reply comes.
            await Task.Delay(10);
        }

        private LedgerApp App(IConnectionMultiplexer connection) => new(connection, _prefix, effects: server.Connection, connector: connector);
    }
}
