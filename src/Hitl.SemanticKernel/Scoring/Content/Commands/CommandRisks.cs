namespace Hitl.SemanticKernel;

/// <summary>What commands can do, and how bad that is.</summary>
internal static class CommandRisks
{
    private const string Source = "shell";

    public static readonly ContentRisk DeleteTree = new(Source, 1, RiskFlags.Destructive | RiskFlags.Irreversible, "deletes files without asking, or with all that is below");
    public static readonly ContentRisk Delete = new(Source, 0.8, RiskFlags.Destructive, "deletes files");
    public static readonly ContentRisk Disk = new(Source, 1, RiskFlags.Destructive | RiskFlags.Irreversible, "overwrites or formats a disk or file");
    public static readonly ContentRisk Rights = new(Source, 0.9, RiskFlags.Privilege, "runs with more rights, or changes rights or users");
    public static readonly ContentRisk Stop = new(Source, 0.9, RiskFlags.Destructive, "stops processes, services or the machine");
    public static readonly ContentRisk Defence = new(Source, 0.9, RiskFlags.Destructive | RiskFlags.Privilege, "changes the defences or the records of the machine");
    public static readonly ContentRisk Downloaded = new(Source, 1, RiskFlags.CodeExecution | RiskFlags.External, "runs code that it downloads or decodes");
    public static readonly ContentRisk Remote = new(Source, 1, RiskFlags.CodeExecution | RiskFlags.External, "opens a shell to another machine");
    public static readonly ContentRisk Send = new(Source, 0.9, RiskFlags.External, "sends data to another machine");
    public static readonly ContentRisk Made = new(Source, 0.8, RiskFlags.CodeExecution, "runs a command that is put together while it runs");
    public static readonly ContentRisk Git = new(Source, 0.9, RiskFlags.Destructive, "discards or overwrites history or changes in git");
    public static readonly ContentRisk Publish = new(Source, 0.8, RiskFlags.External, "publishes to others");
    public static readonly ContentRisk Infrastructure = new(Source, 0.9, RiskFlags.Destructive, "removes infrastructure, containers or packages");
    public static readonly ContentRisk Bomb = new(Source, 1, RiskFlags.Destructive, "starts processes without end");
    public static readonly ContentRisk Code = new(Source, 0.8, RiskFlags.CodeExecution, "has code that deletes, runs other programs or code made while it runs");
    public static readonly ContentRisk NotRead = new(Source, 0.7, RiskFlags.None, "has a command that is too long to be read, so it counts as risky");
}
