namespace Hitl.SemanticKernel;

/// <summary>How oversight works in this app; configuration section <c>Hitl</c>.</summary>
public sealed class HitlOptions
{
    /// <summary>The name of the configuration section: <c>Hitl</c>.</summary>
    public const string SectionName = "Hitl";

    /// <summary>The app's rules about calls. Default: none.</summary>
    public IList<OversightRule> Rules { get; } = [];
}
