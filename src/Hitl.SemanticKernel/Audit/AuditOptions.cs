namespace Hitl.SemanticKernel;

/// <summary>How long the audit log is kept, and how often it is sealed; configuration section <c>Hitl:Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>How long events are kept. Those of a thread with open calls are kept longer. Shorter than 183 days is shorter than Article 26(6) of the EU AI Act asks of deployers of high-risk systems.</summary>
    /// <value>1 day to 36,500 days; <see langword="null"/> keeps them for ever. Default 183 days.</value>
    public TimeSpan? Retention { get; set; } = TimeSpan.FromDays(183);

    /// <summary>How often the host seals what is new, where there is a key, and removes what is too old.</summary>
    /// <value>1 second to 7 days. Default 1 hour.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}
