using Hitl.SemanticKernel;

namespace AgentDemo.Shop;

/// <summary>What the shop's owner says about calls, beyond what the tools declare.</summary>
internal static class ShopRules
{
    public static void AddTo(IList<OversightRule> rules) => rules.Add(new OversightRule
    {
        Plugin = DatabasePlugin.Name,
        Function = "Query",
        Arguments = { ["sql"] = @"^\s*select\b[^;]*;?\s*\z" },
        ReadOnly = true,
        Verdict = Verdict.Proceed,
        Reason = "a single SELECT only reads",
    });
}
