namespace AgentDemo.Agent;

/// <summary>What a person can ask the scripted model for.</summary>
internal enum RequestKind
{
    Lookup,
    Refund,
    Delete,
    Mail,
    Query,
}
