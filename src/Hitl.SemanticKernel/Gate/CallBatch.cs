using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The calls of one assistant message.</summary>
internal sealed class CallBatch
{
    public CallBatch(IReadOnlyList<CallEntry> calls) => Calls = calls;

    public IReadOnlyList<CallEntry> Calls { get; }

    public bool IsComplete => Calls.All(c => c.State.IsSettled());

    /// <summary>Whether some call waits: for people, directly or for a nested one, or for the caller of the client.</summary>
    public bool IsWaiting => AwaitsPeople || Calls.Any(c => c.State == CallState.Handed);

    /// <summary>Whether some call waits for people, directly or for a nested one.</summary>
    public bool AwaitsPeople => Calls.Any(c => c.State == CallState.Waiting || c.State.AwaitsPerson());

    /// <summary>Whether people watch some call that is to run.</summary>
    public bool IsMonitored => Calls.Any(c => c.Data.IsMonitored && !c.State.IsSettled());

    /// <summary>Whether no call is left that can run now.</summary>
    public bool IsQuiet => !Calls.Any(c => c.State is CallState.Ready or CallState.Executing);

    /// <summary>What follows when the batch is complete.</summary>
    public After After =>
        Calls.Any(c => c.Data.Origin == CallOrigin.Model) ? After.Model
        : IsAnswer ? After.Answer
        : After.Nothing;

    /// <summary>Whether the batch is an answer that was held.</summary>
    public bool IsAnswer => Calls is [{ Data.Origin: CallOrigin.Output }];

    /// <summary>What the complete batch adds to the log.</summary>
    public IReadOnlyList<ChatMessage> Results() =>
        IsAnswer ? HeldAnswer.Messages(Calls[0]) : [.. Calls.Where(c => c.Data.Origin == CallOrigin.Model).Select(ToolMessages.Of)];
}
