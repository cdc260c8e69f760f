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
        var data = Of(request, arguments, digest, decision.Reason) with
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
        };
        return waits ? data with
        {
            ReviewerGroups = decision.ReviewerGroups.Count > 0 ? decision.ReviewerGroups : null,
            Quorum = decision.Quorum > 1 ? decision.Quorum : null,
            Then = decision.Then.Count > 0 ? decision.Then : null,
            Rejections = decision.Rejections > 1 ? decision.Rejections : null,
            EscalateTo = decision.EscalateTo.Count > 0 ? decision.EscalateTo : null,
            SeparateEscalation = decision.SeparateEscalation,
            Deadline = decision.Deadline,
            OnDeadline = decision.Deadline is null ? null : decision.OnDeadline,
        }
        : data;
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
        ByCaller = request.ByCaller,
        UserId = request.UserId,
        Trace = TurnActivity.CurrentTrace,
        TextArguments = request.Values is { Count: > 0 } values && values.All(v => v.Value is null or string),
    };
}
