using Hitl.SemanticKernel;

namespace AgentDemo.Shop;

/// <summary>What the shop's owner says about calls, beyond what the tools declare.</summary>
internal static class ShopRules
{
    public static void AddTo(IList<RiskRule> rules) => rules.Add(new RiskRule
    {
        Plugin = DatabasePlugin.Name,
        Function = "Query",
        Arguments = { ["sql"] = @"^\s*select\b[^;]*;?\s*\z" },
        ReadOnly = true,
        Reason = "a single SELECT only reads",
    });
}
