namespace Hitl.SemanticKernel;

/// <summary>How oversight works in this app; configuration section <c>Hitl</c>.</summary>
public sealed class HitlOptions
{
    /// <summary>The name of the configuration section: <c>Hitl</c>.</summary>
    public const string SectionName = "Hitl";

    /// <summary>The app's rules about how risky calls are.</summary>
    /// <value>Default: none.</value>
    public IList<RiskRule> Rules { get; } = [];

    /// <summary>The tools whose hints and descriptions are believed when they say that a tool only reads or may run again: full names, <c>Plugin-Function</c>, in which <c>*</c> stands for any characters.</summary>
    /// <value>Default: none. Hints and descriptions of all other tools can only raise the risk.</value>
    public IList<string> TrustedHints { get; } = [];

    /// <summary>Who writes what tools return: the first rule that fits decides, else the words of the tool's name.</summary>
    /// <value>Default: none.</value>
    public IList<OutputRule> Outputs { get; } = [];

    /// <summary>What becomes of calls, given their risk and trust.</summary>
    public PolicyOptions Policy { get; } = new();

    /// <summary>How long one <see cref="IRiskScorer"/>, <see cref="ITrustSignal"/>, <see cref="IResultCheck"/> or <see cref="IOutputScorer"/> of the app may take. When it takes longer, what it was asked about waits for a person.</summary>
    /// <value>1 millisecond to 1 minute. Default 250 milliseconds.</value>
    public TimeSpan ScoringTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What is done about results that something is wrong with.</summary>
    public BoundaryOptions Boundary { get; } = new();

    /// <summary>Which answers are held before they are given out.</summary>
    public OutputOptions Output { get; } = new();

    /// <summary>How the content of arguments is judged.</summary>
    public ContentOptions Content { get; } = new();

    /// <summary>How long the audit log is kept, and how often it is sealed.</summary>
    public AuditOptions Audit { get; } = new();

    /// <summary>How much the trust signals in the box count.</summary>
    public TrustOptions Trust { get; } = new();

    /// <summary>When a running turn is written to the store.</summary>
    /// <value>Default <see cref="Durability.EveryStep"/>.</value>
    public Durability Durability { get; set; } = Durability.EveryStep;

    /// <summary>Whether the store is asked for stops (<see cref="OversightStop"/>) before every call, at the cost of a round trip. Otherwise a process may know of a stop up to a second late.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool StrictStop { get; set; }

    /// <summary>How long a run keeps its thread without a sign of life. It is renewed while the run lives; when its process dies, another run has to wait this long.</summary>
    /// <value>1 second to 10 minutes. Default 30 seconds.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a reviewer who claims a review has it for themselves, unless they extend the claim.</summary>
    /// <value>1 second to 1 day. Default 10 minutes.</value>
    public TimeSpan ClaimDuration { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often each process that is a host looks for deadlines and claims that have ended.</summary>
    /// <value>10 milliseconds to 1 hour. Default 2 seconds.</value>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many recently used threads a process keeps in memory, so that going on with one reads only what is new. Each holds its whole log.</summary>
    /// <value>0 to 100,000. Default 256.</value>
    public int CachedThreads { get; set; } = 256;
}
