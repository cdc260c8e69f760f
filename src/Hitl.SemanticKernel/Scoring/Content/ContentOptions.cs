namespace Hitl.SemanticKernel;

/// <summary>How the content of arguments is judged; configuration section <c>Hitl:Content</c>.</summary>
public sealed class ContentOptions
{
    /// <summary>The name of the configuration section: <c>Hitl:Content</c>.</summary>
    public const string SectionName = HitlOptions.SectionName + ":Content";

    /// <summary>How many characters of text are read in the arguments of one call. A call with more counts as risk 0.7, whatever the rest says.</summary>
    /// <value>1,024 to 16,777,216. Default 262,144.</value>
    public int MaxCharacters { get; set; } = 262_144;

    /// <summary>The folders that paths may lead to. Rooted paths outside of them count as risk 0.8; so do paths that climb out of their own folder, with or without roots.</summary>
    /// <value>Rooted paths, with a slash or a drive. Default: none, and rooted paths are not judged.</value>
    public IList<string> AllowedRoots { get; } = [];

    /// <summary>The domains of the organisation, subdomains included. Hosts and recipients outside of them count as External with risk 0.7; names of internal hosts below them are not a risk.</summary>
    /// <value>Names such as <c>example.com</c>. Default: none, and nothing counts as outside.</value>
    public IList<string> OrganisationDomains { get; } = [];

    /// <summary>Limits of amounts of money. An amount above its limit, one that cannot be read, and one in a currency without a limit count as Financial with risk 0.9.</summary>
    /// <value>Default: none, and amounts are not judged.</value>
    public IList<AmountLimit> AmountLimits { get; } = [];

    /// <summary>Limits of how many things one call may name. More count as Bulk with risk 0.8.</summary>
    /// <value>Default: none, and nothing is counted.</value>
    public IList<CountLimit> CountLimits { get; } = [];
}
