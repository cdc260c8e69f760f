using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using OpenAI;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>Plays a generated conversation and keeps beside it what its log, its calls and its effects must be.</summary>
internal sealed class StressRun(StressCase example, StressScript script, string id, OpenAIClient client, TestServer server, string prefix)
{
    /// <summary>More than any turn takes: its choices are spread over the five steps that can be taken.</summary>
    private const int MostSteps = 1000;

    private static readonly Reviewer Ana = new("ana");

    private readonly List<Expected> _log = [];
    private readonly List<string> _inbox = [];
    private readonly List<ScriptedCall> _undecided = [];
    private ScriptedCall[] _batch = [];
    private int _replies;
    private int _choices;
    private int _messages;

    public int Pauses { get; private set; }

    public async Task RunAsync()
    {
        foreach (var _ in example.Turns)
        {
            await SayAsync();
            for (var steps = 0; _batch.Length > 0; steps++)
            {
                Assert.True(steps < MostSteps, $"The turn is not at its end after {steps} steps.");
                switch (Choose(5))
                {
                    case 0:
                        await StepAsync(app => app.ResumeAsync(id));
                        break;
                    case 1 when _inbox.Count < 2:
                        await SayAsync();
                        break;
                    default:
                        await DecideAsync();
                        break;
                }
            }
        }

        await CheckAsync();
    }

    /// <summary>The next choice. Repeated ones are spread, so that no case goes round in circles.</summary>
    private int Choose(int among)
    {
        var choice = example.Choices[_choices % example.Choices.Length] + _choices++;
        return (int)(((uint)choice * 2654435761u >> 12) % (uint)among);
    }

    private Task SayAsync()
    {
        var text = $"message {_messages++}";
        (_batch.Length > 0 ? _inbox : []).Add(text);
        if (_batch.Length == 0)
        {
            _log.Add(new Expected("user", text));
        }

        var queued = _undecided.Count > 0;
        return StepAsync(async app =>
        {
            var turn = await app.InvokeAsync(id, new ChatMessageContent(AuthorRole.User, text));
            Assert.Equal(queued, turn.MessageQueued);
            return turn;
        });
    }

    private async Task DecideAsync()
    {
        if (_undecided.Count == 0)
        {
            await StepAsync(app => app.ResumeAsync(id));
            return;
        }

        var call = _undecided[Choose(_undecided.Count)];
        await using var app = App();
        var reviews = (await app.Desk.ListAsync(1000)).Where(r => r.ThreadId == id).ToList();
        Assert.Equal(_undecided.Select(c => c.Id).Order(), reviews.Select(r => r.CallId).Order());
        var review = await app.Desk.GetAsync(reviews.Single(r => r.CallId == call.Id).Id);
        await DecideAsync(app.Desk, review, call);
        _undecided.Remove(call);
        if (Choose(4) == 0)
        {
            await Assert.ThrowsAsync<AlreadyDecidedException>(() => app.Desk.RejectAsync(review, Ana, "too late"));
        }
    }

    private static Task<Review> DecideAsync(ReviewDesk desk, Review review, ScriptedCall call) => call.Call.Decision switch
    {
        DecisionKind.Approve => desk.ApproveAsync(review, Ana),
        DecisionKind.Reject => desk.RejectAsync(review, Ana, $"not {call.Number}"),
        DecisionKind.Edit => desk.EditAsync(review, Ana, JsonElement.Parse($$"""{"n":{{call.Effective}}}""")),
        _ => desk.RespondAsync(review, Ana, $"instead of {call.Number}"),
    };

    /// <summary>Takes a step in a new process, and the same step in what is expected.</summary>
    private async Task StepAsync(Func<AgentApp, Task<AgentTurn>> step)
    {
        await using var app = App();
        var turn = await step(app);
        if (_batch.Length == 0 || _undecided.Count == 0)
        {
            Advance();
        }

        Assert.Equal(_batch.Length > 0 ? AgentTurnStatus.AwaitingReview : AgentTurnStatus.Completed, turn.Status);
        Assert.Equal(_undecided.Select(c => c.Id).Order(), turn.Reviews.Select(r => r.CallId).Order());
        Assert.Equal(_batch.Length > 0 ? null : StressScript.Text(_replies - 1), turn.Message?.Content);
        await CheckLogAsync(app);
    }

    /// <summary>Closes the batch and lets the expected model speak until a call waits or it has answered.</summary>
    private void Advance()
    {
        Close();
        while (true)
        {
            var calls = script.Replies[_replies];
            var text = _replies % 3 == 1 || calls.Length == 0 ? StressScript.Text(_replies) : "";
            _replies++;
            _log.Add(new Expected("assistant", text) { Calls = calls });
            _batch = calls;
            _undecided.AddRange(calls.Where(c => c.Call.Waits));
            if (_undecided.Count > 0)
            {
                Pauses++;
                return;
            }

            Close();
            if (calls.Length == 0)
            {
                return;
            }
        }
    }

    private void Close()
    {
        _log.AddRange(_batch.Select(c => new Expected("tool", "") { Result = c }));
        _log.AddRange(_inbox.Select(text => new Expected("user", text)));
        _batch = [];
        _inbox.Clear();
    }

    private async Task CheckLogAsync(AgentApp app)
    {
        var history = await app.Thread(id).GetHistoryAsync();
        Assert.Equal(_log.Select(e => e.ToString()), history.Messages.Zip(_log.Concat(Enumerable.Repeat(new Expected("nothing", ""), 99)), Expected.Describe));
    }

    private async Task CheckAsync()
    {
        await using var app = App();
        Assert.Equal(AgentTurnStatus.Completed, (await app.ResumeAsync(id)).Status);
        await CheckLogAsync(app);
        var history = await app.Thread(id).GetHistoryAsync();
        var calls = script.Replies.SelectMany(r => r).ToList();

        Assert.Equal(calls.Where(c => c.Runs).Select(c => c.Effective).Order(), script.Effects.Order());
        Assert.Equal(calls.Select(c => (c.Id, c.State)).Order(), history.Calls.Select(c => (c.CallId, c.State)).Order());
        Assert.Equal(
            calls.Select(c => c.Id),
            history.Messages.SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionResultContent>().Select(r => r.CallId));
        Assert.DoesNotContain(await app.Desk.ListAsync(1000), r => r.ThreadId == id);

        // The model was only ever sent what is in the log.
        Assert.Equal(script.Replies.Count, script.Requests.Count());
        var log = history.Messages.Select(TranscriptWire.Normal).Select(WithModelId).ToList();
        Assert.All(script.Requests, request =>
        {
            var sent = OpenAIWire.MessagesOf(request).Select(TranscriptWire.Normal).Select(WithModelId).ToList();
            Assert.Equal(log.Take(sent.Count), sent);
        });
    }

    /// <summary>A repeated id of a model is stored with a suffix, and sent with it only after a resume.</summary>
    private static string WithModelId(string message) => System.Text.RegularExpressions.Regex.Replace(message, @"(call_\d)~\d+", "$1");

    private AgentApp App() => new(server, prefix, client, id, (TurnPath)Choose(4), script.Tools, options =>
    {
        options.Durability = example.Durability;
        StressScript.Configure(options);
    });

    /// <summary>A message that the log must have.</summary>
    private sealed record Expected(string Role, string Text)
    {
        public ScriptedCall[] Calls { get; init; } = [];

        public ScriptedCall? Result { get; init; }

        public override string ToString() => Result is { } call
            ? $"result of {call.Id}: {call.Result}"
            : $"{Role} {Text} {string.Join(",", Calls.Select(c => $"{c.Id} Tools-{c.Tool} {{\"n\":{c.Number}}}"))}";

        /// <summary>A message of the log in the words of the one that is expected there, if it is that one.</summary>
        public static string Describe(ChatMessage message, Expected expected)
        {
            if (message.Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().SingleOrDefault() is not { } result)
            {
                var calls = message.Contents.OfType<Microsoft.Extensions.AI.FunctionCallContent>()
                    .Select(c => $"{c.CallId} {c.Name} {Memory.ToolArguments.GetRaw(c)!.Value.GetRawText()}");
                return $"{message.Role} {message.Text} {string.Join(",", calls)}";
            }

            var text = (string)result.Result!;
            return expected.Result is { } call && result.CallId == call.Id
                && text.StartsWith(call.Result.Begin, StringComparison.Ordinal) && text.EndsWith(call.Result.End, StringComparison.Ordinal)
                ? expected.ToString()
                : $"result of {result.CallId}: {text}";
        }
    }
}
