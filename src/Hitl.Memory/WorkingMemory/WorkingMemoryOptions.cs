using System.ComponentModel.DataAnnotations;
using Microsoft.ML.Tokenizers;

namespace Hitl.Memory;

/// <summary>How working memory works.</summary>
public sealed class WorkingMemoryOptions
{
    /// <summary>How many tokens the window of the agent's model has.</summary>
    /// <value>256 to 10,000,000. Default <see langword="null"/>: that of <see cref="Model"/> where it is known, else 16,000, and no percentages.</value>
    [Range(256, 10_000_000)]
    public int? ContextWindow { get; set; }

    /// <summary>The name of the agent's model, which may say how large its window is.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? Model { get; set; }

    /// <summary>Counts the tokens of texts.</summary>
    /// <value>Default <see langword="null"/>: a text has max(1, (length + 3) / 4) tokens.</value>
    public Tokenizer? Tokenizer { get; set; }

    /// <summary>How many tokens the window of the model has that summarises.</summary>
    /// <value>2,048 to 10,000,000. Default <see langword="null"/>: that of <see cref="SummaryModel"/> where it is known, else as much as <see cref="ContextWindow"/>, but not less than 2,048.</value>
    [Range(2048, 10_000_000)]
    public int? SummaryWindow { get; set; }

    /// <summary>The model that summarises, if it is not the client's default one.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? SummaryModel { get; set; }

    /// <summary>Whether messages that no longer fit are summarised in the background. It needs a model.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool Summarize { get; set; } = true;

    /// <summary>How long a working memory is kept after it was last written, unless it says otherwise itself.</summary>
    /// <value>1 second to 10 years. Default <see langword="null"/>: for ever.</value>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>The size of the window, as far as it is known.</summary>
    internal int? KnownWindow => ContextWindow ?? ModelWindows.Of(Model);

    internal int Window => KnownWindow ?? ModelWindows.Unknown;

    internal int SummarizingWindow => SummaryWindow ?? ModelWindows.Of(SummaryModel) ?? Math.Max(2048, Window);
}
