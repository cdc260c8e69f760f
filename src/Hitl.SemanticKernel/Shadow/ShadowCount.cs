namespace Hitl.SemanticKernel;

/// <summary>How many calls of one tool a policy in shadow mode gave one verdict.</summary>
/// <param name="PolicyVersion">The version of the policy.</param>
/// <param name="Tool">The tool: <c>Plugin-Function</c>.</param>
/// <param name="Verdict">The verdict, which was not carried out.</param>
/// <param name="Calls">How many calls.</param>
public sealed record ShadowCount(string PolicyVersion, string Tool, Verdict Verdict, long Calls);
