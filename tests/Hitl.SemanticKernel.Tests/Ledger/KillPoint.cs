namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>Where a process is killed, and what must be true of the thread afterwards.</summary>
/// <param name="Name">The point.</param>
/// <param name="Plan">What the user asks for.</param>
/// <param name="At">Where the process stands still: <c>script</c>, <c>tool</c> or <c>model</c>, which one, and on which side of it.</param>
/// <param name="Phase">What the process was doing: invoke, decide or resume.</param>
/// <param name="Unknown">Whether a person must be asked what became of the call.</param>
/// <param name="Done">The effects when the process was killed.</param>
/// <param name="Effects">The effects in the end, when a person who is asked says truly whether the call took effect.</param>
internal sealed record KillPoint(string Name, string Plan, string At, string Phase, bool Unknown, string[] Done, string[] Effects)
{
    public static readonly KillPoint[] All =
    [
        new("before the batch is recorded", "Note a", "script Record 1 before", "invoke", false, [], ["Note a"]),
        new("before a batch that waits is recorded", "Look a, Pay b", "script Record 1 before", "invoke", false, [], ["Look a", "Pay b"]),
        new("recorded, the call marked as executing and not begun", "Note a", "script Record 1 after", "invoke", true, [], ["Note a"]),
        new("recorded, idempotent and not begun", "Put a", "script Record 1 after", "invoke", false, [], ["Put a"]),
        new("recorded, read-only and not begun", "Look a", "script Record 1 after", "invoke", false, [], ["Look a"]),
        new("recorded and waiting, a sibling not begun", "Look a, Pay b", "script Record 1 after", "invoke", false, [], ["Look a", "Pay b"]),
        new("the second call not begun", "Note a, Note b", "script Settle 1 after", "invoke", false, ["Note a"], ["Note a", "Note b"]),
        new("the second call marked as executing and not begun", "Note a, Note b", "script Start 1 after", "invoke", true, ["Note a"], ["Note a", "Note b"]),
        new("executing before the effect", "Note a", "tool before", "invoke", true, [], ["Note a"]),
        new("executing before the effect, idempotent", "Put a", "tool before", "invoke", false, [], ["Put a"]),
        new("after the effect", "Note a", "tool after", "invoke", true, ["Note a"], ["Note a"]),
        new("after the effect, a sibling waits", "Note a, Pay b", "tool after", "invoke", true, ["Note a"], ["Note a", "Pay b"]),
        new("after the effect, idempotent", "Put a", "tool after", "invoke", false, ["Put a"], ["Put a", "Put a"]),
        new("after the effect, read-only", "Look a", "tool after", "invoke", false, ["Look a"], ["Look a", "Look a"]),
        new("before the result is written", "Note a", "script Settle 1 before", "invoke", true, ["Note a"], ["Note a"]),
        new("after the result is written and the batch closed", "Note a", "script Settle 1 after", "invoke", false, ["Note a"], ["Note a"]),
        new("before the model answers", "Note a", "model -1", "invoke", false, ["Note a"], ["Note a"]),
        new("before the model asks for the second batch", "Note a | Note b", "model 1", "invoke", false, ["Note a"], ["Note a", "Note b"]),
        new("before the answer is written", "Note a", "script Record 2 before", "invoke", false, ["Note a"], ["Note a"]),
        new("after the answer is written", "Note a", "script Record 2 after", "invoke", false, ["Note a"], ["Note a"]),
        new("before the decision", "Pay a", "script Decide 1 before", "decide", false, [], ["Pay a"]),
        new("after the decision", "Pay a", "script Decide 1 after", "decide", false, [], ["Pay a"]),
        new("before the claim", "Pay a", "script Begin 1 before", "resume", false, [], ["Pay a"]),
        new("claimed before running", "Pay a", "script Begin 1 after", "resume", true, [], ["Pay a"]),
        new("claimed before running, idempotent", "Transfer a", "script Begin 1 after", "resume", false, [], ["Transfer a"]),
        new("resumed, executing before the effect", "Pay a", "tool before", "resume", true, [], ["Pay a"]),
        new("resumed, after the effect", "Pay a", "tool after", "resume", true, ["Pay a"], ["Pay a"]),
        new("resumed, after the effect, idempotent", "Transfer a", "tool after", "resume", false, ["Transfer a"], ["Transfer a", "Transfer a"]),
        new("after running before the result is written", "Pay a", "script Settle 1 before", "resume", true, ["Pay a"], ["Pay a"]),
        new("after the result is written", "Pay a", "script Settle 1 after", "resume", false, ["Pay a"], ["Pay a"]),
        new("the first result written and the second call marked as executing", "Pay a, Pay b", "script Settle 1 after", "resume", true, ["Pay a"], ["Pay a", "Pay b"]),
        new("before a held result is written", "Fetch a", "script Settle 1 before", "invoke", true, ["Fetch a"], ["Fetch a"]),
        new("after a held result is written", "Fetch a", "script Settle 1 after", "invoke", false, ["Fetch a"], ["Fetch a"]),
        new("after a held result is written, the next call not begun", "Fetch a, Note b", "script Settle 1 after", "invoke", false, ["Fetch a"], ["Fetch a", "Note b"]),
        new("before the decision about a result", "Fetch a", "script Decide 1 before", "decide", false, ["Fetch a"], ["Fetch a"]),
        new("after the decision about a result", "Fetch a", "script Decide 1 after", "decide", false, ["Fetch a"], ["Fetch a"]),
        new("a result released, before the batch is closed", "Fetch a", "script Settle 1 before", "resume", false, ["Fetch a"], ["Fetch a"]),
        new("a result released, after the batch is closed", "Fetch a", "script Settle 1 after", "resume", false, ["Fetch a"], ["Fetch a"]),
        new("before a held answer is written", "Tell a", "script Record 2 before", "invoke", false, ["Tell a"], ["Tell a"]),
        new("after a held answer is written", "Tell a", "script Record 2 after", "invoke", false, ["Tell a"], ["Tell a"]),
        new("before the decision about an answer", "Tell a", "script Decide 1 before", "decide", false, ["Tell a"], ["Tell a"]),
        new("after the decision about an answer", "Tell a", "script Decide 1 after", "decide", false, ["Tell a"], ["Tell a"]),
        new("before the answer is claimed", "Tell a", "script Begin 1 before", "resume", false, ["Tell a"], ["Tell a"]),
        new("an answer released, before it is in the log", "Tell a", "script Settle 1 before", "resume", false, ["Tell a"], ["Tell a"]),
        new("an answer released, after it is in the log", "Tell a", "script Settle 1 after", "resume", false, ["Tell a"], ["Tell a"]),
        new("resumed, before the model answers", "Pay a", "model -1", "resume", false, ["Pay a"], ["Pay a"]),
    ];

    public override string ToString() => Name;
}
