namespace Hitl.SemanticKernel;

/// <summary>What statements of SQL can do, and how bad that is.</summary>
internal static class SqlRisks
{
    private const string Source = "sql";

    public static readonly ContentRisk Drop = new(Source, 1, RiskFlags.Destructive | RiskFlags.Irreversible, "drops an object of the database (DROP)");
    public static readonly ContentRisk Truncate = new(Source, 1, RiskFlags.Destructive | RiskFlags.Irreversible | RiskFlags.Bulk, "empties a table (TRUNCATE)");
    public static readonly ContentRisk Alter = new(Source, 0.8, RiskFlags.Destructive, "changes the structure of the database (ALTER)");
    public static readonly ContentRisk Grants = new(Source, 0.9, RiskFlags.Privilege, "changes who may do what in the database");
    public static readonly ContentRisk DeleteAll = new(Source, 1, RiskFlags.Destructive | RiskFlags.Irreversible | RiskFlags.Bulk, "deletes rows without a condition (DELETE without WHERE)");
    public static readonly ContentRisk DeleteAny = new(Source, 1, RiskFlags.Destructive | RiskFlags.Irreversible | RiskFlags.Bulk, "deletes rows under a condition that always holds");
    public static readonly ContentRisk Delete = new(Source, 0.8, RiskFlags.Destructive, "deletes rows (DELETE)");
    public static readonly ContentRisk UpdateAll = new(Source, 0.9, RiskFlags.Destructive | RiskFlags.Bulk, "changes rows without a condition (UPDATE without WHERE)");
    public static readonly ContentRisk UpdateAny = new(Source, 0.9, RiskFlags.Destructive | RiskFlags.Bulk, "changes rows under a condition that always holds");
    public static readonly ContentRisk Write = new(Source, 0.5, RiskFlags.None, "writes to the database");
    public static readonly ContentRisk Replace = new(Source, 0.7, RiskFlags.Destructive, "replaces rows or objects that are there already");
    public static readonly ContentRisk Merge = new(Source, 0.8, RiskFlags.Destructive | RiskFlags.Bulk, "writes every row that matches (MERGE)");
    public static readonly ContentRisk Execute = new(Source, 0.9, RiskFlags.CodeExecution, "runs a procedure or SQL made while it runs");
    public static readonly ContentRisk System = new(Source, 1, RiskFlags.CodeExecution, "reaches the system behind the database");
    public static readonly ContentRisk CreateCode = new(Source, 0.8, RiskFlags.CodeExecution, "creates code that the database runs");
    public static readonly ContentRisk SelectInto = new(Source, 0.7, RiskFlags.None, "creates a table or file from what it reads (SELECT INTO)");
    public static readonly ContentRisk Files = new(Source, 0.9, RiskFlags.External, "reads or writes files, or other servers, from the database");
    public static readonly ContentRisk Several = new(Source, 0.7, RiskFlags.None, "has several statements of SQL");
    public static readonly ContentRisk WriteWhereRead = new(Source, 0.9, RiskFlags.None, "writes to the database, and the tool's name says that it reads");
    public static readonly ContentRisk Stall = new(Source, 0.7, RiskFlags.None, "keeps the database waiting or busy");
    public static readonly ContentRisk Administer = new(Source, 0.9, RiskFlags.Destructive, "administers the database server");
    public static readonly ContentRisk Injection = new(Source, 0.9, RiskFlags.CodeExecution, "breaks out of a value into SQL (injection)");
    public static readonly ContentRisk AnyRow = new(Source, 0.8, RiskFlags.Bulk, "is a condition that always holds");
    public static readonly ContentRisk NotRead = new(Source, 0.7, RiskFlags.None, "has SQL that cannot be read for certain, so it counts as risky");

    /// <summary>Whether a risk is that of writing something.</summary>
    public static bool IsWrite(ContentRisk risk) =>
        risk == Drop || risk == Truncate || risk == Alter || risk == Grants || risk == DeleteAll || risk == DeleteAny || risk == Delete || risk == UpdateAll
        || risk == UpdateAny || risk == Write || risk == Replace || risk == Merge || risk == CreateCode || risk == SelectInto;
}
