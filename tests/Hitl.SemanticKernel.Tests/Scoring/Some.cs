using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Scoring;

/// <summary>Calls to score.</summary>
internal static class Some
{
    public static ToolCall Call(string function, string arguments = "{}", string? plugin = null, OversightDeclaration? declaration = null) => new()
    {
        ThreadId = "t",
        CallId = "c",
        Tool = new ToolDefinition
        {
            Name = plugin is null ? function : $"{plugin}-{function}",
            PluginName = plugin,
            FunctionName = function,
            Declaration = declaration,
        },
        Arguments = JsonElement.Parse(arguments),
        Digest = "",
    };

    public static TimeLimit Limit(TimeSpan? timeout = null) =>
        new(Options.Create(new HitlOptions { ScoringTimeout = timeout ?? TimeSpan.FromSeconds(30) }), TimeProvider.System);

    /// <summary>What the policy in the box says.</summary>
    public static Verdict Verdict(ToolCall call, RiskAssessment risk, TrustAssessment? trust = null) => Decide(call, risk, trust).Verdict;

    public static PolicyDecision Decide(ToolCall call, RiskAssessment risk, TrustAssessment? trust = null) =>
        new OversightPolicy(new PolicyOptions()).Decide(call, risk, trust ?? TrustAssessment.Unknown, PolicyContext.None);
}
