using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What is stored of a call that was asked for.</summary>
internal static class CallDataOf
{
    /// <summary>A call that was judged.</summary>
    /// <param name="request">The call.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="judgment">What was found of it.</param>
    /// <param name="waits">Whether it waits for a person, who may want to edit it.</param>
    public static CallData Judged(RequestedCall request, JsonElement arguments, string digest, Judgment judgment, bool waits)
    {
        var decision = judgment.Decision;
        return Of(request, arguments, digest, decision.Reason) with
        {
            Description = waits ? request.Tool.Description : null,
            Schema = waits ? request.Tool.ArgumentsSchema : null,
            DescribedInCode = waits && request.Tool.IsDescribedInCode ? true : null,
            Hints = waits ? request.Tool.Hints : null,
            Risk = judgment.Risk,
            Trust = judgment.Trust.Evidence.Count > 0 ? judgment.Trust : null,
            Verdict = decision.Verdict,
            IsShadow = judgment.IsShadow,
            PolicyVersion = decision.PolicyVersion,
            ReviewerGroups = waits && decision.ReviewerGroups.Count > 0 ? decision.ReviewerGroups : null,
            Deadline = waits ? decision.Deadline : null,
            OnDeadline = !waits || decision.Deadline is null ? null : decision.OnDeadline,
        };
    }

    /// <summary>A call that cannot be run at all.</summary>
    public static CallData Failed(RequestedCall request, JsonElement arguments, string digest, string error) =>
        Of(request, arguments, digest, error) with { Verdict = Verdict.Deny };

    private static CallData Of(RequestedCall request, JsonElement arguments, string digest, string reason) => new()
    {
        Tool = request.Tool.Name,
        Plugin = request.Tool.PluginName,
        Function = request.Tool.FunctionName,
        Arguments = arguments,
        Digest = digest,
        Declaration = request.Tool.Declaration,
        Risk = RiskAssessment.Unknown,
        PolicyReason = reason,
        Origin = request.Origin,
        UserId = request.UserId,
        TextArguments = request.Values is { Count: > 0 } values && values.All(v => v.Value is null or string),
    };
}
