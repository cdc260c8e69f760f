using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The calls of one assistant message.</summary>
internal sealed class CallBatch
{
    public CallBatch(IReadOnlyList<CallEntry> calls) => Calls = calls;

    public IReadOnlyList<CallEntry> Calls { get; }

    public bool IsComplete => Calls.All(c => c.State.IsSettled());

    /// <summary>Whether some call waits, directly or for a nested one.</summary>
    public bool IsWaiting => Calls.Any(c => c.State is CallState.Pending or CallState.OutcomeUnknown or CallState.Waiting);

    /// <summary>Whether people watch some call that is to run.</summary>
    public bool IsMonitored => Calls.Any(c => c.Data.IsMonitored && !c.State.IsSettled());

    /// <summary>Whether no call is left that can run now.</summary>
    public bool IsQuiet => !Calls.Any(c => c.State is CallState.Ready or CallState.Executing);

    /// <summary>Whether a model asked for the calls, so that it is told the results.</summary>
    public bool IsForModel => Calls.Any(c => c.Data.Origin == CallOrigin.Model);

    public IReadOnlyList<ChatMessage> Results() =>
        [.. Calls.Where(c => c.Data.Origin == CallOrigin.Model).Select(ToolMessages.Of)];
}
