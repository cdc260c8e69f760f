using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Hitl.SemanticKernel.Tests.Chat.ChatAgent;

namespace Hitl.SemanticKernel.Tests.Chat;

public class ApprovalTests(RedisServers servers)
{
    private readonly ShopTools _shop = new();

    [Theory, AllServers(false), AllServers(true)]
    public async Task One_of_three_can_be_decided_and_the_others_wait(ServerKind kind, bool streaming)
    {
        var agent = new ChatAgent(
            await servers.GetAsync(kind),
            Model(("a", "refund_order", Amount(1)), ("b", "refund_order", Amount(2)), ("c", "refund_order", Amount(3))),
            _shop.All) { Streaming = streaming };
        var requests = Requests(await agent.SayAsync("Refund all."));

        var second = await agent.DecideAsync(approved: true, requests[1]);
        Assert.Equal([("b", "refunded 7")], Results(second));
        Assert.Equal(["a", "c"], Requests(second).Select(r => r.ToolCall.CallId));
        Assert.Equal(["refund 7 2"], _shop.Effects);

        var third = await agent.SendAsync([new ChatMessage(ChatRole.User, [Response(requests[0], approved: false, "Too much."), Response(requests[2], approved: true)])]);
        Assert.Equal("Done.", third.Text);
        Assert.Equal(["a", "c"], Results(third).Select(r => r.Id).Order());
        Assert.Contains("Too much.", Results(third).Single(r => r.Id == "a").Text, StringComparison.Ordinal);
        Assert.Equal(["refund 7 2", "refund 7 3"], _shop.Effects);
        Assert.Equal(["a", "b", "c"], Results((await agent.HistoryAsync()).Messages).Select(r => r.Id));
    }

    [Theory, AllServers]
    public async Task The_same_response_twice_runs_nothing_twice(ServerKind kind)
    {
        var agent = await PausedAsync(kind);
        var request = Assert.Single(Requests(agent.Paused));

        var first = await agent.Agent.DecideAsync(approved: true, request);
        var again = await agent.Agent.DecideAsync(approved: true, request);

        Assert.Equal("Done.", first.Text);
        Assert.EndsWith("Done.", again.Text, StringComparison.Ordinal);
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    [Theory, AllServers]
    public async Task The_same_response_twice_at_the_same_time_runs_nothing_twice(ServerKind kind)
    {
        var (agent, paused) = await PausedAsync(kind);
        var message = Responses(approved: true, Requests(paused));

        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await agent.SendAsync([message]);
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        }));

        Assert.All(tries.OfType<Exception>(), e => Assert.True(e is ThreadBusyException or AlreadyDecidedException, e.ToString()));
        Assert.EndsWith("Done.", (await agent.ResumeAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    [Theory, AllServers]
    public async Task A_response_that_contradicts_the_decision_is_refused(ServerKind kind)
    {
        var (agent, paused) = await PausedAsync(kind);
        var request = Assert.Single(Requests(paused));
        await agent.DecideAsync(request.RequestId, (desk, review) => desk.RejectAsync(review, new Reviewer("bo"), "No."));

        var refused = await Assert.ThrowsAsync<AlreadyDecidedException>(() => agent.DecideAsync(approved: true, request));

        Assert.Equal((ReviewState.Rejected, "bo"), (refused.State, refused.DecidedBy));
        Assert.Equal("Done.", (await agent.ResumeAsync()).Text);
        Assert.Empty(_shop.Effects);
    }

    [Theory]
    [AllServers("refund_order", """{"id":"7","amount":5000}""", "c")]
    [AllServers("refund_order", """{"id":"7","amount":5,"force":true}""", "c")]
    [AllServers("refund_order", """{"id":7,"amount":5}""", "c")]
    [AllServers("lookup_order", """{"id":"7","amount":5}""", "c")]
    [AllServers("refund_order", """{"id":"7","amount":5}""", "d")]
    public async Task A_response_about_another_call_is_refused(ServerKind kind, string tool, string arguments, string id)
    {
        var (agent, paused) = await PausedAsync(kind);
        var request = Assert.Single(Requests(paused));
        var tampered = Response(new ToolApprovalRequestContent(request.RequestId, Call(id, tool, arguments)), approved: true);

        await Assert.ThrowsAsync<StaleDecisionException>(() => agent.SendAsync([new ChatMessage(ChatRole.User, [tampered])]));

        Assert.Equal(request.RequestId, Assert.Single(Requests(await agent.ResumeAsync())).RequestId);
        Assert.Empty(_shop.Effects);
    }

    [Theory, AllServers]
    public async Task A_number_may_be_spelled_otherwise_on_the_way_through_an_app(ServerKind kind)
    {
        var (agent, paused) = await PausedAsync(kind);
        var request = Assert.Single(Requests(paused));
        var spelled = new ToolApprovalRequestContent(request.RequestId, Call("c", "refund_order", """{"amount":5.00,"id":"7"}"""));

        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, spelled)).Text);
    }

    [Theory, AllServers]
    public async Task A_response_about_another_thread_or_no_review_is_refused(ServerKind kind)
    {
        var (agent, paused) = await PausedAsync(kind);
        agent.ThreadId = "another";
        await agent.SayAsync("Refund 7, please.");

        await Assert.ThrowsAsync<InvalidDecisionException>(() => agent.DecideAsync(approved: true, Requests(paused)));
        await Assert.ThrowsAsync<UnknownReviewException>(() =>
            agent.DecideAsync(approved: true, new ToolApprovalRequestContent("r1-none", Requests(paused)[0].ToolCall)));
        Assert.Empty(_shop.Effects);
    }

    [Theory, AllServers]
    public async Task Nothing_counts_when_one_of_several_responses_is_refused(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("a", "refund_order", Amount(1)), ("b", "refund_order", Amount(2))), _shop.All);
        var requests = Requests(await agent.SayAsync("Refund both."));
        var tampered = new ToolApprovalRequestContent(requests[1].RequestId, Call("b", "refund_order", Amount(99)));

        await Assert.ThrowsAsync<StaleDecisionException>(() => agent.DecideAsync(approved: true, requests[0], tampered));

        Assert.Equal(2, Requests(await agent.ResumeAsync()).Count);
        Assert.Empty(_shop.Effects);
    }

    [Theory, AllServers]
    public async Task The_app_says_who_decides(ServerKind kind)
    {
        var (agent, paused) = await PausedAsync(kind);
        var request = Assert.Single(Requests(paused));
        await Assert.ThrowsAsync<InvalidDecisionException>(() => agent.SendAsync([new ChatMessage(ChatRole.User, [request.CreateResponse(true)])]));

        agent.Client = c => c.Reviewer = _ => null;
        await Assert.ThrowsAsync<InvalidDecisionException>(() => agent.DecideAsync(approved: true, request));

        agent.Client = c => c.Reviewer = _ => new Reviewer("signed in");
        await agent.DecideAsync(approved: true, request);
        Assert.Equal("signed in", Assert.Single((await agent.HistoryAsync()).Calls).Decision!.Reviewer.Id);
    }

    [Theory, AllServers]
    public async Task Who_is_not_in_the_groups_or_is_the_user_cannot_decide(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c", "refund_order", Amount(5))), _shop.All)
        {
            Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "refund_order", ReviewerGroups = { "finance" } }),
            Chat = o => o.UseUser("eve"),
        };
        var request = Assert.Single(Requests(await agent.SayAsync("Refund 7, please.")));

        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => agent.DecideAsync(approved: true, request));
        agent.Client = c => c.Reviewer = _ => new Reviewer("eve") { Groups = ["finance"] };
        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => agent.DecideAsync(approved: true, request));
        agent.Client = c => c.Reviewer = _ => new Reviewer("fay") { Groups = ["finance"] };
        Assert.Equal("Done.", (await agent.DecideAsync(approved: true, request)).Text);
    }

    [Theory, AllServers]
    public async Task A_response_may_edit_or_answer(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("a", "refund_order", Amount(1)), ("b", "refund_order", Amount(2))), _shop.All);
        var requests = Requests(await agent.SayAsync("Refund both."));
        var edit = Response(requests[0], approved: true);
        edit.AdditionalProperties![OversightProperties.Arguments] = JsonElement.Parse(Amount(0.5m));
        var answer = Response(requests[1], approved: true);
        answer.AdditionalProperties![OversightProperties.Result] = "refunded by hand";

        var response = await agent.SendAsync([new ChatMessage(ChatRole.User, [edit, answer])]);

        Assert.Equal(["refund 7 0.5"], _shop.Effects);
        Assert.Contains("0.5", Results(response).Single(r => r.Id == "a").Text, StringComparison.Ordinal);
        Assert.Equal("refunded by hand", Results(response).Single(r => r.Id == "b").Text);
    }

    [Theory, AllServers]
    public async Task Requests_and_responses_survive_JSON(ServerKind kind)
    {
        var (agent, paused) = await PausedAsync(kind);
        var sent = Through(paused.Messages.Single(m => m.Contents.OfType<ToolApprovalRequestContent>().Any()));
        var request = Assert.Single(sent.Contents.OfType<ToolApprovalRequestContent>());
        Assert.Equal(request.RequestId, request.AdditionalProperties![OversightProperties.Review]!.ToString());

        Assert.Equal("Done.", (await agent.SendAsync([Through(Responses(approved: true, request))])).Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    [Theory, AllServers]
    public async Task A_quorum_takes_several_responses(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c", "refund_order", Amount(5))), _shop.All)
        {
            Options = o => o.Policy.Rules.Add(new PolicyRule { Function = "refund_order", Quorum = 2 }),
        };
        var request = Assert.Single(Requests(await agent.SayAsync("Refund 7, please.")));

        var one = Response(request, approved: true, reviewer: "ana");
        Assert.Single(Requests(await agent.SendAsync([new ChatMessage(ChatRole.User, [one])])));
        Assert.Single(Requests(await agent.SendAsync([new ChatMessage(ChatRole.User, [one])])));
        Assert.Empty(_shop.Effects);
        Assert.Equal("Done.", (await agent.SendAsync([new ChatMessage(ChatRole.User, [Response(request, approved: true, reviewer: "bo")])])).Text);
        Assert.Equal(["refund 7 5"], _shop.Effects);
    }

    private static string Amount(decimal amount) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"id":"7","amount":{{amount}}}""");

    private static ChatMessage Through(ChatMessage message) =>
        JsonSerializer.Deserialize<ChatMessage>(JsonSerializer.Serialize(message, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;

    private async Task<(ChatAgent Agent, ChatResponse Paused)> PausedAsync(ServerKind kind)
    {
        var agent = new ChatAgent(await servers.GetAsync(kind), Model(("c", "refund_order", Amount(5))), _shop.All);
        return (agent, await agent.SayAsync("Refund 7, please."));
    }
}
