using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

public class EnduranceTests(RedisServers servers)
{
    private const string Refund = """{"id":"7","amount":5}""";
    private const string Lookup = """{"id":"7"}""";
    private readonly ShopTools _shop = new();

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_hundred_conversations_at_the_same_time_do_not_mix(ServerKind kind, bool streaming)
    {
        var model = new ScriptedClient(messages =>
        {
            var id = messages.First(m => m.Role == ChatRole.User).Text;
            return messages.Any(m => m.Role == ChatRole.Tool)
                ? new ChatMessage(ChatRole.Assistant, $"Done {id}.")
                : new ChatMessage(ChatRole.Assistant, [Call("r", "refund_order", $$"""{"id":"{{id}}","amount":1}"""), Call("l", "lookup_order", $$"""{"id":"{{id}}"}""")]);
        });
        var agent = new ChatAgent(await servers.GetAsync(kind), model, _shop.All);
        await using var services = agent.Provider();
        var client = services.GetRequiredService<IChatClient>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (n, token) =>
        {
            var id = $"order {n}";
            var paused = await SendAsync(new ChatMessage(ChatRole.User, id));
            Assert.Equal([("l", "order " + id)], Results(paused));
            var response = await SendAsync(Responses(approved: true, Requests(paused)));
            Assert.Equal($"Done {id}.", response.Text);

            async Task<ChatResponse> SendAsync(ChatMessage message)
            {
                var options = new ChatOptions { ConversationId = id, Tools = [.. _shop.All] };
                return streaming
                    ? await client.GetStreamingResponseAsync([message], options, token).ToChatResponseAsync(token)
                    : await client.GetResponseAsync([message], options, token);
            }
        });

        Assert.Equal(200, _shop.Effects.Distinct().Count());
        Assert.Equal(200, _shop.Effects.Count);
    }

    [Theory, AllServers(false), AllServers(true)]
    public async Task A_turn_that_is_cancelled_anywhere_leaves_a_thread_that_goes_on(ServerKind kind, bool streaming)
    {
        var server = await servers.GetAsync(kind);
        for (var at = 0; at < 100; at++)
        {
            var shop = new ShopTools();
            using var cancel = new CancellationTokenSource();
            var steps = 0;
            shop.Refunding = _ =>
            {
                Step();
                return Task.CompletedTask;
            };
            var model = new Stepping(Model(("l", "lookup_order", Lookup), ("r", "refund_order", Refund)), Step);
            var agent = new ChatAgent(server, model, shop.All)
            {
                Streaming = streaming,
                Client = c => c.FunctionInvoker = (context, token) =>
                {
                    Step();
                    return context.Function.InvokeAsync(context.Arguments, token);
                },
            };

            await TryAsync(() => agent.SendAsync([new ChatMessage(ChatRole.User, "Refund 7.")], cancel.Token));
            await EndAsync(agent, shop, cancel);

            var history = await agent.HistoryAsync();
            Assert.Equal("Done.", history.Messages[^1].Text);
            Assert.Equal(["l", "r"], Results(history.Messages).Select(r => r.Id));
            Assert.Single(shop.Effects, e => e.StartsWith("refund", StringComparison.Ordinal));
            if (steps <= at)
            {
                Assert.True(at > 4);
                return;
            }

            void Step()
            {
                if (steps++ == at)
                {
                    cancel.Cancel();
                    cancel.Token.ThrowIfCancellationRequested();
                }
            }
        }

        Assert.Fail("The turn has more than 100 steps.");
    }

    /// <summary>Goes on, without and then with decisions, until the thread has its answer. What is cancelled while it goes on is tried again.</summary>
    private static async Task EndAsync(ChatAgent agent, ShopTools shop, CancellationTokenSource cancel)
    {
        for (var i = 0; i < 10; i++)
        {
            ChatResponse? response = null;
            await TryAsync(async () => response = await agent.SendAsync([], cancel.IsCancellationRequested ? default : cancel.Token));
            if (response is null)
            {
                continue;
            }

            var requests = Requests(response);
            if (requests.Count == 0)
            {
                return;
            }

            foreach (var request in requests)
            {
                // A refund whose outcome is not known is looked up by a person.
                await agent.DecideAsync(request.RequestId, (desk, review) => review.Kind == ReviewKind.Outcome && shop.Effects.Any(e => e.StartsWith("refund", StringComparison.Ordinal))
                    ? desk.RespondAsync(review, new Reviewer("ana"), "refunded 7")
                    : desk.ApproveAsync(review, new Reviewer("ana")));
            }
        }

        Assert.Fail("The thread does not come to an end.");
    }

    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (OperationCanceledException)
        {
            // What the thread holds then is what the test is about.
        }
    }

    private sealed class Stepping(IChatClient inner, Action step) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            step();
            var response = await base.GetResponseAsync(messages, options, CancellationToken.None);
            step();
            return response;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            step();
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, CancellationToken.None))
            {
                step();
                yield return update;
            }
        }
    }
}
