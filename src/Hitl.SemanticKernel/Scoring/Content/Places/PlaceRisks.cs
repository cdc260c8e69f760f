namespace Hitl.SemanticKernel;

/// <summary>What is wrong with places: files, hosts and recipients.</summary>
internal static class PlaceRisks
{
    public static readonly ContentRisk Traversal = new("path", 0.8, RiskFlags.Privilege, "climbs out of its folder with ..");
    public static readonly ContentRisk OutsideRoots = new("path", 0.8, RiskFlags.Privilege, "is a path outside of the allowed roots");
    public static readonly ContentRisk Share = new("path", 0.8, RiskFlags.External, "is a path on another machine");
    public static readonly ContentRisk Sensitive = new("path", 0.8, RiskFlags.Privacy | RiskFlags.Privilege, "names a file that holds secrets or belongs to the system");
    public static readonly ContentRisk Encoded = new("path", 0.8, RiskFlags.Privilege, "hides a path behind several encodings");

    public static readonly ContentRisk Metadata = new("url", 1, RiskFlags.Privilege, "addresses the metadata service of the cloud, which hands out credentials");
    public static readonly ContentRisk Internal = new("url", 0.8, RiskFlags.Privilege, "addresses a private, local or internal host");
    public static readonly ContentRisk UserInfo = new("url", 0.7, RiskFlags.External, "has a user before the host, which can hide where it leads");
    public static readonly ContentRisk Scheme = new("url", 0.8, RiskFlags.Privilege, "has a scheme that reads files or speaks to other services");
    public static readonly ContentRisk Script = new("url", 0.8, RiskFlags.CodeExecution, "has a scheme that runs code");
    public static readonly ContentRisk OutsideHost = new("url", 0.7, RiskFlags.External, "leads to a host outside of the organisation");
    public static readonly ContentRisk OutsideRecipient = new("recipient", 0.7, RiskFlags.External, "names a recipient outside of the organisation");
}
