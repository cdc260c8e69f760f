namespace Hitl.SemanticKernel;

/// <summary>How the content of arguments is judged; configuration section <c>Hitl:Content</c>.</summary>
public sealed class ContentOptions
{
    /// <summary>The name of the configuration section: <c>Hitl:Content</c>.</summary>
    public const string SectionName = HitlOptions.SectionName + ":Content";

    /// <summary>How many characters of text are read in the arguments of one call. A call with more counts as risk 0.7, whatever the rest says.</summary>
    /// <value>1,024 to 16,777,216. Default 262,144.</value>
    public int MaxCharacters { get; set; } = 262_144;
}
