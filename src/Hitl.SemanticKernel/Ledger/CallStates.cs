namespace Hitl.SemanticKernel;

/// <summary>The states of calls as they are stored.</summary>
internal static class CallStates
{
    private static readonly Dictionary<CallState, string> Names = new()
    {
        [CallState.Pending] = "pending",
        [CallState.Ready] = "ready",
        [CallState.Executing] = "executing",
        [CallState.Waiting] = "waiting",
        [CallState.OutcomeUnknown] = "unknown",
        [CallState.Held] = "held",
        [CallState.Handed] = "handed",
        [CallState.Succeeded] = "succeeded",
        [CallState.Failed] = "failed",
        [CallState.Rejected] = "rejected",
        [CallState.Denied] = "denied",
        [CallState.Responded] = "responded",
    };

    private static readonly Dictionary<string, CallState> States = Names.ToDictionary(n => n.Value, n => n.Key, StringComparer.Ordinal);

    public static string Text(this CallState state) => Names[state];

    public static CallState Parse(string text) => States[text];

    public static bool IsSettled(this CallState state) => state >= CallState.Succeeded;

    public static bool AwaitsPerson(this CallState state) => state is CallState.Pending or CallState.OutcomeUnknown or CallState.Held;
}
