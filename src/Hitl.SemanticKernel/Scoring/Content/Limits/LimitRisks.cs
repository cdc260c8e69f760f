namespace Hitl.SemanticKernel;

/// <summary>What exceeds the limits of the app.</summary>
internal static class LimitRisks
{
    public static readonly ContentRisk Amount = new("amount", 0.9, RiskFlags.Financial, "is above the limit of the app");
    public static readonly ContentRisk NoLimit = new("amount", 0.9, RiskFlags.Financial, "is in a currency for which the app sets no limit");
    public static readonly ContentRisk Unreadable = new("amount", 0.9, RiskFlags.Financial, "has a limit and cannot be read as an amount");
    public static readonly ContentRisk Count = new("count", 0.8, RiskFlags.Bulk, "names more things than the limit of the app");
    public static readonly ContentRisk NotRead = new("count", 0.8, RiskFlags.Bulk, "has more texts that look like JSON than limits are looked for in");
}
