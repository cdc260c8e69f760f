using Hitl.SemanticKernel.Tests.Ledger;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>A process whose call asks an agent with a thread of its own loses the store at each command, for good. Another process goes on with both threads.</summary>
public class AskedThreadCrashTests(RedisServers servers)
{
    private const int MostCommands = 80;

    [Theory, AllServers(false), AllServers(true)]
    public async Task Both_threads_go_on_wherever_a_process_is_lost(ServerKind kind, bool afterIt)
    {
        var server = await servers.GetAsync(kind);
        var runs = Enumerable.Range(1, MostCommands).Select(at => new LostRun(server, at, afterIt)).ToList();
        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (run, _) => await run.RunAsync());

        Assert.InRange(runs.Count(r => r.IsLost), 12, MostCommands - 1);
    }

    /// <summary>A message to the outer agent, answered in the end by processes of which the first one is lost at one command.</summary>
    private sealed class LostRun(TestServer server, int at, bool afterIt)
    {
        private readonly AsyncLocal<bool> _isCounted = new();
        private readonly ShopTools _shop = new();
        private readonly string _prefix = server.NewPrefix();
        private int _commands;
        private int _live = 1;

        public bool IsLost => _commands > at;

        private string Place => $"command {at}{(afterIt ? ", after it" : "")}: ";

        public async Task RunAsync()
        {
            string? answer = null;
            for (var attempt = 0; answer is null; attempt++)
            {
                Assert.True(attempt < 20, Place + "the thread does not come to an end.");
                answer = await StepAsync();
            }

            Assert.True(answer == "Done.", Place + answer);
            Assert.True(_shop.Effects.Count(e => e.StartsWith("refund", StringComparison.Ordinal)) == 1, Place + string.Join(", ", _shop.Effects));
            await using var services = Provider(server.Connection);
            Assert.Empty(await services.GetRequiredService<ReviewDesk>().ListAsync());
            var inner = await services.GetRequiredService<CheckpointedThreads>().Get("specialist").GetHistoryAsync();
            Assert.True(inner.Messages.Select(m => m.Role.Value).SequenceEqual(["user", "assistant", "tool", "tool", "assistant"]), Place + string.Join(", ", inner.Messages.Select(m => m.Role)));
            var outer = await services.GetRequiredService<CheckpointedThreads>().Get("outer").GetHistoryAsync();
            Assert.True(outer.Messages.Select(m => m.Role.Value).SequenceEqual(["user", "assistant", "tool", "assistant"]), Place + string.Join(", ", outer.Messages.Select(m => m.Role)));
            Assert.EndsWith("Done.", Assert.Single(Results(outer.Messages)).Text, StringComparison.Ordinal);
        }

        /// <summary>Takes a step in a new process.</summary>
        private async Task<string?> StepAsync()
        {
            await using var services = Provider(CommandTap.Wrap(server.Connection, Before, () => throw Gone()));
            try
            {
                _isCounted.Value = true;
                var response = await AskAsync(services, "outer", Model(("o", "ask_specialist", """{"task":"Refund 7."}""")), Ask(services), "Let 7 be refunded.");
                if (response.AdditionalProperties?.ContainsKey(OversightProperties.AwaitingReview) != true)
                {
                    return response.Messages[^1].Text;
                }

                foreach (var request in Requests(response))
                {
                    await DecideAsync(services.GetRequiredService<ReviewDesk>(), request.RequestId);
                }
            }
            catch (ThreadBusyException e)
            {
                await Task.Delay(e.RetryAfter);
            }
            catch (OversightUnavailableException) when (_live == 0)
            {
                // This process is as good as dead; the next one has the store.
                _live = -1;
            }

            return null;
        }

        private async Task DecideAsync(ReviewDesk desk, string reviewId)
        {
            var review = await desk.GetAsync(reviewId);
            var isDone = review.Kind == ReviewKind.Outcome && _shop.Effects.Contains("refund 7 5");
            await (isDone ? desk.RespondAsync(review, new Reviewer("ana"), "refunded 7") : desk.ApproveAsync(review, new Reviewer("ana")));
        }

        private AIFunction Ask(IServiceProvider services) => AIFunctionFactory.Create(
            [Oversight(ReadOnly = true)] async (string task) => (await AskAsync(
                services, "specialist", Model(("l", "lookup_order", """{"id":"7"}"""), ("r", "refund_order", """{"id":"7","amount":5}""")), _shop.All, task, id: null)).Messages[^1].Text,
            "ask_specialist");

        private static Task<ChatResponse> AskAsync(IServiceProvider services, string threadId, ScriptedClient model, AITool tool, string text) =>
            AskAsync(services, threadId, model, [tool], text, id: "m1");

        private static Task<ChatResponse> AskAsync(IServiceProvider services, string threadId, ScriptedClient model, IReadOnlyList<AITool> tools, string text, string? id) =>
            model.AsBuilder().UseOversight().Build(services).GetResponseAsync([new ChatMessage(ChatRole.User, text) { MessageId = id }], new ChatOptions { ConversationId = threadId, Tools = [.. tools] });

        /// <summary>Whether the reply of a command is lost.</summary>
        private bool Before()
        {
            if (!_isCounted.Value || _live < 0)
            {
                return false;
            }

            var number = Interlocked.Increment(ref _commands);
            if (number == at && afterIt)
            {
                _live = 0;
                return true;
            }

            if (number >= at)
            {
                _live = 0;
                throw Gone();
            }

            return false;
        }

        private static RedisConnectionException Gone() => new(ConnectionFailureType.SocketClosed, CommandFlags.None, "The store is gone.");

        private ServiceProvider Provider(IConnectionMultiplexer connection)
        {
            var services = new ServiceCollection();
            services.AddHitl(o => o.LeaseDuration = TimeSpan.FromSeconds(1)).AddRedis(connection, o => o.KeyPrefix = _prefix);
            return services.BuildServiceProvider();
        }
    }
}
