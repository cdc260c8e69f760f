namespace Hitl.SemanticKernel;

/// <summary>Sensitive data that leaves.</summary>
internal static class DataRisks
{
    private const string Source = "data";
    private const RiskFlags Leaving = RiskFlags.External | RiskFlags.Privacy;

    public static readonly ContentRisk PrivateKey = new(Source, 1, Leaving | RiskFlags.Privilege, "carries a private key out");
    public static readonly ContentRisk Token = new(Source, 0.9, Leaving | RiskFlags.Privilege, "carries a token or key of a service out");
    public static readonly ContentRisk Credential = new(Source, 0.9, Leaving | RiskFlags.Privilege, "carries a password or other credential out");
    public static readonly ContentRisk Card = new(Source, 0.9, Leaving, "carries the number of a payment card out");
    public static readonly ContentRisk Iban = new(Source, 0.8, Leaving, "carries the number of a bank account out");
    public static readonly ContentRisk NationalId = new(Source, 0.9, Leaving, "carries a national identity number out");
    public static readonly ContentRisk MailList = new(Source, 0.8, Leaving | RiskFlags.Bulk, "carries several e-mail addresses out");
}
