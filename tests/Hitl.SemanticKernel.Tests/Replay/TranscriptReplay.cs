using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using OpenAI;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>Plays one transcript, each step in a process of its own: the model's turns, and the decisions at its first call and at every one with an effect, or at every call.</summary>
internal sealed class TranscriptReplay(
    Transcript transcript, Transcripts labels, TranscriptModel model, OpenAIClient client, TestServer server, string prefix, IReadOnlyList<TurnPath> paths, bool everyCall = false)
{
    private static readonly Reviewer Ana = new("ana");

    private readonly TranscriptTools _tools = new(transcript);
    private readonly Dictionary<string, StubToolCall> _calls = transcript.ToolCalls.ToDictionary(c => c.Id);
    private readonly StubToolCall? _first = transcript.ToolCalls.FirstOrDefault();
    private readonly HashSet<string> _tainted = [];
    private int _steps;

    /// <summary>How often the thread paused.</summary>
    public int Pauses { get; private set; }

    /// <summary>How many calls a person approved.</summary>
    public int Approvals { get; private set; }

    public async Task RunAsync()
    {
        var opening = Messages(0);
        if (opening.Count == transcript.Messages.Count)
        {
            await OnAsync(app => app.Thread(transcript.Id).AppendAsync(opening));
        }
        else
        {
            await TalkAsync(await OnAsync(app => app.InvokeAsync(transcript.Id, opening)));
            Assert.Equal(AgentTurnStatus.Completed, (await OnAsync(app => app.ResumeAsync(transcript.Id))).Status);
        }

        await CheckAsync();
    }

    private async Task TalkAsync(AgentTurn turn)
    {
        var stored = 0;
        while (true)
        {
            while (turn.Status == AgentTurnStatus.AwaitingReview)
            {
                Assert.NotEmpty(turn.Reviews);
                _tainted.UnionWith(turn.Reviews.Where(r => r.Risk.Flags.HasFlag(RiskFlags.Tainted)).Select(r => r.CallId));
                Assert.All(turn.Reviews, r => Assert.True(Waits(_calls[r.CallId]), $"{r.CallId} waits: {r.PolicyReason} {string.Join(", ", r.Risk.Reasons)}"));
                Pauses++;
                Assert.True(Pauses <= _calls.Count, $"The thread paused {Pauses} times for {_calls.Count} calls.");
                await OnAsync(app => ApproveAsync(app.Desk, turn.Reviews));
                turn = await OnAsync(app => app.ResumeAsync(transcript.Id));
            }

            Assert.Equal(AgentTurnStatus.Completed, turn.Status);
            var history = await OnAsync(app => app.Thread(transcript.Id).GetHistoryAsync());
            Assert.Equal(history.Messages[^1].Text, turn.Message!.Content ?? "");
            Assert.True(history.Messages.Count <= transcript.Messages.Count, $"The thread went on to {history.Messages.Count} messages, and the transcript has {transcript.Messages.Count}.");
            if (history.Messages.Count == transcript.Messages.Count)
            {
                return;
            }

            Assert.True(history.Messages.Count > stored, $"Another turn added nothing to the thread's {history.Messages.Count} of {transcript.Messages.Count} messages.");
            stored = history.Messages.Count;
            var next = Messages(history.Messages.Count);
            turn = await OnAsync(app => app.InvokeAsync(transcript.Id, next));
        }
    }

    private async Task ApproveAsync(ReviewDesk desk, IEnumerable<Review> reviews)
    {
        foreach (var review in reviews.Reverse())
        {
            Approvals++;
            await desk.ApproveAsync(await desk.GetAsync(review.Id), Ana);
        }
    }

    private async Task CheckAsync()
    {
        var history = await OnAsync(app => app.Thread(transcript.Id).GetHistoryAsync());
        Assert.Equal(transcript.Messages.Select(TranscriptWire.Normal), history.Messages.Select(TranscriptWire.Normal));

        var calls = transcript.ToolCalls.Select(c => c.Id).ToList();
        Assert.Equal(calls, history.Messages.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>().Select(r => r.CallId));
        Assert.Equal(calls.Order(), _tools.Ran.Order());
        Assert.Equal(calls.Order(), history.Calls.Select(c => c.CallId).Order());
        Assert.All(history.Calls, c => Assert.Equal(CallState.Succeeded, c.State));
        Assert.Equal(transcript.ToolCalls.Count(Waits), Approvals);
        Assert.Equal(transcript.ToolCalls.Where(Waits).Select(c => c.Id).Order(), history.Calls.Where(c => c.Decision is not null).Select(c => c.CallId).Order());
        Assert.Equal(transcript.Messages.Index().Where(m => OpenAIWire.RoleOf(m.Item) == "assistant").Select(m => m.Index), model.AnswersOf(transcript.Id));
    }

    /// <summary>The messages of the app from a position on, up to what the model says next.</summary>
    private List<ChatMessageContent> Messages(int from) =>
    [
        .. transcript.Messages.Skip(from).TakeWhile(m => OpenAIWire.RoleOf(m) is "system" or "user")
            .Select(m => new ChatMessageContent(new AuthorRole(OpenAIWire.RoleOf(m)), OpenAIWire.TextOf(m))),
    ];

    private bool Waits(StubToolCall call) => everyCall || _tainted.Contains(call.Id) || labels.LabelOf(call.Name) == ToolLabel.Effect || (call.Name == _first?.Name && call.ArgumentsJson == _first.ArgumentsJson);

    private void Configure(HitlOptions options)
    {
        foreach (var tool in transcript.ToolCalls.Select(c => c.Name).Distinct())
        {
            var waits = everyCall || labels.LabelOf(tool) == ToolLabel.Effect;
            options.Policy.Rules.Add(new PolicyRule { Plugin = TranscriptWire.Plugin, Function = tool, Verdict = waits ? Verdict.Review : Verdict.Proceed, AcceptTainted = true });
        }

        if (_first is not null)
        {
            var arguments = JsonElement.Parse(_first.ArgumentsJson);
            options.Policy.Rules.Insert(0, new PolicyRule { Function = _first.Name, When = a => JsonElement.DeepEquals(a, arguments), Verdict = Verdict.Review });
        }
    }

    private async Task OnAsync(Func<AgentApp, Task> step) =>
        await OnAsync(async app =>
        {
            await step(app);
            return true;
        });

    private async Task<T> OnAsync<T>(Func<AgentApp, Task<T>> step)
    {
        await using var app = new AgentApp(server, prefix, client, transcript.Id, paths[_steps++ % paths.Count], _tools.Plugin, Configure);
        return await step(app);
    }
}
