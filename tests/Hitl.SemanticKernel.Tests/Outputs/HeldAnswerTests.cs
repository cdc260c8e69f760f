using System.Text.Json;
using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Outputs;

/// <summary>Answers that a person sees before the user does, on every way to a model.</summary>
public class HeldAnswerTests(RedisServers servers)
{
    private const string Promise = "We guarantee it.";

    [Theory]
    [AllPaths(Durability.EveryStep)]
    [AllPaths(Durability.OnPause)]
    public async Task An_approved_answer_is_given_out_without_asking_the_model_again(ServerKind kind, ModelPath path, bool streaming, Durability durability)
    {
        await using var agent = await StartAsync(kind, path, streaming, Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}""")) with { Content = "One moment." }, StubReply.Text(Promise));
        agent.Options += o => o.Durability = durability;

        var turn = await agent.InvokeAsync();

        Assert.Equal((AgentTurnStatus.AwaitingReview, null, ReviewKind.Output), (turn.Status, turn.Message, Assert.Single(turn.Reviews).Kind));
        Assert.Equal("", agent.StreamedText);
        Assert.DoesNotContain((await agent.HistoryAsync()).Messages, m => m.Text == Promise);
        Assert.Equal(AgentTurnStatus.AwaitingReview, (await agent.ResumeAsync()).Status);
        await agent.DecideAsync(turn, async (desk, review) =>
        {
            Assert.Equal((ReviewKind.Output, Promise), (review.Kind, review.Arguments.GetProperty("text").GetString()));
            Assert.Equal("promise", Assert.Single(review.Risk.Reasons).Source);
            Assert.Equal(review.Id, Assert.Single(await desk.ListAsync(), r => r.ThreadId == agent.ThreadId).Id);
            var other = review with { Arguments = JsonElement.Parse("""{"text":"other"}""") };
            await Assert.ThrowsAsync<StaleDecisionException>(() => desk.ApproveAsync(other, new Reviewer("ana")));
            await desk.ApproveAsync(review, new Reviewer("ana"));
            await Assert.ThrowsAsync<AlreadyDecidedException>(() => desk.RespondAsync(review, new Reviewer("ben"), "no"));
        });

        var released = await agent.ResumeAsync();
        Assert.Equal((AgentTurnStatus.Completed, Promise, null), (released.Status, released.Message!.Content, released.CorrectedBy));
        Assert.Equal(2, agent.Model.Requests.Count);
        var again = await agent.ResumeAsync();
        Assert.Equal((AgentTurnStatus.Completed, Promise), (again.Status, again.Message!.Content));
        var history = await agent.VerifyAsync(Promise);
        var answer = history.Calls.Single(c => c.Origin == CallOrigin.Output);
        Assert.Equal((CallState.Succeeded, Promise), (answer.State, answer.Result!.Value.GetString()));
        Assert.Equal(2, agent.Model.Requests.Count);
    }

    [Theory]
    [AllPaths(true)]
    [AllPaths(false)]
    public async Task A_corrected_answer_is_given_out_and_says_who_corrected_it(ServerKind kind, ModelPath path, bool streaming, bool edits)
    {
        await using var agent = await StartAsync(kind, path, streaming, StubReply.Text(Promise), StubReply.Text("Bye."));

        await agent.DecideAsync(await agent.InvokeAsync(), async (desk, review) =>
        {
            await Assert.ThrowsAsync<InvalidDecisionException>(() => desk.EditAsync(review, new Reviewer("ana"), JsonElement.Parse("""{"txt":"x"}""")));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => desk.EditAsync(review, new Reviewer("ana"), JsonElement.Parse("""{"text":" "}""")));
            await Assert.ThrowsAsync<InvalidDecisionException>(() => desk.RespondAsync(review, new Reviewer("ana"), ""));
            await (edits
                ? desk.EditAsync(review, new Reviewer("ana"), JsonElement.Parse("""{"text":"We will try."}"""))
                : desk.RespondAsync(review, new Reviewer("ana"), "We will try."));
        });

        var turn = await agent.ResumeAsync();
        Assert.Equal((AgentTurnStatus.Completed, "We will try.", "ana"), (turn.Status, turn.Message!.Content, turn.CorrectedBy));
        var stored = (await agent.HistoryAsync()).Messages[^1];
        Assert.Equal("ana", stored.AdditionalProperties![MessageProperties.CorrectedBy]?.ToString());
        Assert.Equal("ana", (await agent.ResumeAsync()).CorrectedBy);
        Assert.Single(agent.Model.Requests);

        Assert.Equal("Bye.", (await agent.InvokeAsync("Thanks.")).Message!.Content);
        await agent.VerifyAsync("Bye.");
        Assert.Equal("We will try.", OpenAIWire.TextOf(agent.Model.LastMessages[^2]));
        Assert.Equal(streaming ? "Bye." : "", agent.StreamedText);
    }

    [Theory, AllPaths]
    public async Task A_withheld_answer_is_given_to_nobody_and_the_thread_goes_on(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, StubReply.Text(Promise), StubReply.Text("Bye."));

        await agent.RejectAsync(await agent.InvokeAsync(), "we do not");

        foreach (var _ in "12")
        {
            var turn = await agent.ResumeAsync();
            Assert.Equal((AgentTurnStatus.Withheld, null), (turn.Status, turn.Message));
        }

        Assert.Equal("Bye.", (await agent.InvokeAsync("And now?")).Message!.Content);
        var history = await agent.VerifyAsync("Bye.");
        Assert.Equal("The answer was withheld by a reviewer.", history.Messages[1].Text);
        Assert.Equal("ana", history.Messages[1].AdditionalProperties![MessageProperties.WithheldBy]?.ToString());
        var answer = Assert.Single(history.Calls);
        Assert.Equal((CallState.Rejected, Promise, "we do not"), (answer.State, answer.Proposed.GetProperty("text").GetString(), answer.Decision!.Comment));
    }

    [Theory]
    [AllPaths(true)]
    [AllPaths(false)]
    public async Task A_message_that_comes_meanwhile_is_answered_after_the_held_answer(ServerKind kind, ModelPath path, bool streaming, bool isResumed)
    {
        await using var agent = await StartAsync(kind, path, streaming, StubReply.Text(Promise), StubReply.Text("Soon."));
        var turn = await agent.InvokeAsync("Will it work?");

        if (isResumed)
        {
            var queued = await agent.InvokeAsync("When?");
            Assert.Equal((AgentTurnStatus.AwaitingReview, true, turn.Reviews[0].Id), (queued.Status, queued.MessageQueued, Assert.Single(queued.Reviews).Id));
        }

        await agent.ApproveAsync(turn);
        var next = isResumed ? await agent.ResumeAsync() : await agent.InvokeAsync("When?");

        Assert.Equal((AgentTurnStatus.Completed, "Soon."), (next.Status, next.Message!.Content));
        Assert.Equal((AgentTurnStatus.Completed, Promise), (next.HeldTurn!.Status, next.HeldTurn.Message!.Content));
        Assert.Equal(streaming && !isResumed ? Promise + "Soon." : "", agent.StreamedText);
        Assert.Equal(["Will it work?", Promise, "When?", "Soon."], (await agent.VerifyAsync("Soon.")).Messages.Select(m => m.Text));
    }

    [Theory, AllPaths]
    public async Task An_answer_that_is_released_is_streamed_in_one_piece_and_what_is_said_beside_calls_is_not(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, Agent.Calls(path, ("a", "Orders-Lookup", """{"id":"1"}""")) with { Content = "One moment." }, StubReply.Text("It is fine."));

        Assert.Equal("It is fine.", (await agent.InvokeAsync()).Message!.Content);

        Assert.Equal(streaming ? ["It is fine."] : [], agent.Updates.Select(u => u.Content));
        await agent.VerifyAsync("It is fine.");
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Only_the_groups_that_are_named_decide(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, StubReply.Text(Promise));
        agent.Options += o => o.Output.ReviewerGroups.Add("legal");

        var turn = await agent.InvokeAsync();

        Assert.Equal(["legal"], turn.Reviews[0].ReviewerGroups);
        await Assert.ThrowsAsync<ReviewerNotAllowedException>(() => agent.ApproveAsync(turn));
        await agent.DecideAsync(turn, (desk, review) => desk.ApproveAsync(review, new Reviewer("lea") { Groups = ["legal"] }));
        Assert.Equal(Promise, (await agent.ResumeAsync()).Message!.Content);
    }

    [Theory, AllPaths(EmbeddedOnly = true)]
    public async Task Nothing_is_judged_by_default(ServerKind kind, ModelPath path, bool streaming)
    {
        await using var agent = await StartAsync(kind, path, streaming, StubReply.Text(Promise));
        agent.Options = _ => { };
        Assert.Equal(Promise, (await agent.InvokeAsync()).Message!.Content);
    }

    [Theory, AllServers]
    public async Task A_released_answer_is_streamed_when_the_thread_is_resumed(ServerKind kind)
    {
        await using var agent = await StartAsync(kind, ModelPath.Connector, true, StubReply.Text(Promise));
        await agent.ApproveAsync(await agent.InvokeAsync());

        var updates = await agent.StepAsync(async (thread, kernel) => await thread.ResumeStreamingAsync(kernel).ToListAsync());

        Assert.Equal([Promise, null], updates.Select(u => u.Content?.Content));
        Assert.Equal(Promise, updates[^1].Turn!.Message!.Content);
    }

    private async Task<Agent> StartAsync(ServerKind kind, ModelPath path, bool streaming, params StubReply[] replies)
    {
        var agent = await Agent.StartAsync(await servers.GetAsync(kind), path, streaming, replies);
        agent.Tools = kernel => kernel.Plugin("Orders", ("Lookup", [Oversight(ReadOnly = true)] (string id) => $"order {id}"));
        agent.Options = o => o.Output.Enabled = true;
        return agent;
    }
}
