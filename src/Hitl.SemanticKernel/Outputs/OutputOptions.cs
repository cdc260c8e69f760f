namespace Hitl.SemanticKernel;

/// <summary>Which answers are held before they are given out; configuration section <c>Hitl:Output</c>.</summary>
public sealed class OutputOptions
{
    /// <summary>The name of the configuration section: <c>Hitl:Output</c>.</summary>
    public const string SectionName = HitlOptions.SectionName + ":Output";

    /// <summary>Whether the answers of <see cref="CheckpointedThread"/>s are judged before they are given out.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool Enabled { get; set; }

    /// <summary>From which score on an answer is held. One with flags, or that could not be scored completely, is held whatever its score.</summary>
    /// <value>Above 0, at most 1. Default 0.7.</value>
    public double ReviewFrom { get; set; } = 0.7;

    /// <summary>Whether answers are searched for credentials and for numbers of cards, accounts and persons. What is found has a flag, and the answer is held.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool SensitiveData { get; set; } = true;

    /// <summary>Whether amounts, dates and quotations that occur nowhere in the conversation count as risk 0.7, and other figures as 0.5, three of them as 0.7.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool Grounding { get; set; } = true;

    /// <summary>Whether promises (guarantees, refunds, liability, legal and medical advice, in English, German, French and Spanish) count as risk 0.7.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool Promises { get; set; } = true;

    /// <summary>Regular expressions of further promises. Case is ignored. A match is given 50 ms; when it takes longer, it counts as one.</summary>
    /// <value>Default: none.</value>
    public IList<string> PromisePatterns { get; } = [];

    /// <summary>The groups whose members may decide about answers.</summary>
    /// <value>Default: none, and anybody may.</value>
    public IList<string> ReviewerGroups { get; } = [];
}
