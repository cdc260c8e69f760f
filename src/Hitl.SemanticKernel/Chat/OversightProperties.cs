namespace Hitl.SemanticKernel;

/// <summary>The keys of what <see cref="OversightChatClient"/> writes into, and reads from, additional properties of responses and approvals.</summary>
public static class OversightProperties
{
    /// <summary>On a response and its updates: <see langword="true"/> when calls, results or the answer wait for people. Absent otherwise.</summary>
    public const string AwaitingReview = "hitl.awaiting_review";

    /// <summary>On a response and its updates: <see langword="true"/> when the messages that were sent wait behind calls that are not complete. Absent otherwise.</summary>
    public const string MessageQueued = "hitl.message_queued";

    /// <summary>On an approval request: the id of the thread, a text; of an agent with a thread of its own that a call asks, that thread.</summary>
    public const string Thread = "hitl.thread";

    /// <summary>On an approval request: the id of the review, a text; the same as its <c>RequestId</c>.</summary>
    public const string Review = "hitl.review";

    /// <summary>On an approval request: what is asked, the name of a <see cref="ReviewKind"/>.</summary>
    public const string Kind = "hitl.kind";

    /// <summary>On an approval request: the score of the risk, a number from 0 to 1.</summary>
    public const string Risk = "hitl.risk";

    /// <summary>On an approval request: the names of the risk's flags, a text with commas.</summary>
    public const string Flags = "hitl.flags";

    /// <summary>On an approval request: why the call is risky, an array of texts.</summary>
    public const string Reasons = "hitl.reasons";

    /// <summary>On an approval request: how far the call can be trusted, a number from 0 to 1. Absent when it is not known.</summary>
    public const string Trust = "hitl.trust";

    /// <summary>On an approval request: why the call is held, a text.</summary>
    public const string Policy = "hitl.policy";

    /// <summary>On an approval request about a result: what the call returned, as JSON text. On an approval response: a text to take as the result in the tool's place.</summary>
    public const string Result = "hitl.result";

    /// <summary>On an approval response: the arguments to run instead, a JSON object.</summary>
    public const string Arguments = "hitl.arguments";

    /// <summary>On an approval response: the id of the person who decided, where <see cref="OversightChatClient.Reviewer"/> is not set.</summary>
    public const string Reviewer = "hitl.reviewer";
}
