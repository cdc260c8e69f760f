using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Where every call is judged: risk, then policy, then what becomes of it. It writes nothing.</summary>
internal sealed class OversightGate
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("{}");

    private readonly RiskScoring _scoring;

    public OversightGate(RiskScoring scoring) => _scoring = scoring;

    /// <summary>Judges one call.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="request">The call.</param>
    /// <param name="newReviewId">Makes the id of the review that the call may need.</param>
    /// <param name="cancellationToken">Cancels the judgment.</param>
    /// <returns>The call with its first state: ready, pending, denied or failed.</returns>
    public async ValueTask<CallEntry> JudgeAsync(string threadId, RequestedCall request, Func<string> newReviewId, CancellationToken cancellationToken)
    {
        var arguments = request.Arguments ?? NoArguments;
        var (digest, error) = DigestOf(request.Tool.Name, arguments);
        error = request.Error ?? error;
        if (error is not null)
        {
            return Failed(request, arguments, digest, error);
        }

        var call = new ToolCall { ThreadId = threadId, CallId = request.Id, Tool = request.Tool, Arguments = arguments, Digest = digest };
        var risk = await _scoring.AssessAsync(call, cancellationToken).ConfigureAwait(false);
        var decision = OversightPolicy.Decide(call, risk);
        var state = decision.Verdict switch
        {
            Verdict.Proceed or Verdict.Monitor => CallState.Ready,
            Verdict.Deny => CallState.Denied,
            _ => CallState.Pending,
        };
        return new CallEntry(request.Id, Data(request, arguments, digest, risk, decision, keepSchema: state == CallState.Pending), state)
        {
            ParentId = request.ParentId,
            ReviewId = state == CallState.Pending ? newReviewId() : null,
            Result = state == CallState.Denied ? ResultJson.Text(ToolMessages.Denied(decision.Reason)) : null,
            Function = request.Function,
            Arguments = request.Values,
        };
    }

    /// <summary>Judges the arguments that a reviewer wants to run instead.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="callId">The call.</param>
    /// <param name="tool">Its tool.</param>
    /// <param name="arguments">The reviewer's arguments.</param>
    /// <param name="cancellationToken">Cancels the judgment.</param>
    public async ValueTask<(string Digest, RiskAssessment Risk, PolicyDecision Decision)> JudgeEditAsync(
        string threadId, string callId, ToolDefinition tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var digest = CallDigest.Compute(tool.Name, arguments);
        var call = new ToolCall { ThreadId = threadId, CallId = callId, Tool = tool, Arguments = arguments, Digest = digest };
        var risk = await _scoring.AssessAsync(call, cancellationToken).ConfigureAwait(false);
        return (digest, risk, OversightPolicy.Decide(call, risk));
    }

    /// <summary>The digest of a call; arguments that have no canonical form are an error, and the digest is that of none.</summary>
    public static (string Digest, string? Error) DigestOf(string tool, JsonElement arguments)
    {
        try
        {
            return (CallDigest.Compute(tool, arguments), null);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            return (CallDigest.Compute(tool, NoArguments), $"Error: The arguments cannot be read. {e.Message}");
        }
    }

    private static CallEntry Failed(RequestedCall request, JsonElement arguments, string digest, string error) =>
        new(request.Id, Data(request, arguments, digest, RiskAssessment.Unknown, new PolicyDecision(Verdict.Deny, error), keepSchema: false), CallState.Failed)
        {
            ParentId = request.ParentId,
            Result = ResultJson.Text(error),
        };

    private static CallData Data(RequestedCall request, JsonElement arguments, string digest, RiskAssessment risk, PolicyDecision decision, bool keepSchema) =>
        new()
        {
            Tool = request.Tool.Name,
            Plugin = request.Tool.PluginName,
            Function = request.Tool.FunctionName,
            Description = keepSchema ? request.Tool.Description : null,
            Arguments = arguments,
            Digest = digest,
            Schema = keepSchema ? request.Tool.ArgumentsSchema : null,
            Declaration = request.Tool.Declaration,
            Risk = risk,
            Verdict = decision.Verdict,
            PolicyReason = decision.Reason,
            Origin = request.Origin,
            TextArguments = request.Values is { Count: > 0 } values && values.All(v => v.Value is null or string),
        };
}
