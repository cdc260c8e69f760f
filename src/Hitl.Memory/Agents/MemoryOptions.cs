using System.ComponentModel.DataAnnotations;

namespace Hitl.Memory;

/// <summary>How memory works; configuration section <c>Hitl:Memory</c>.</summary>
public sealed class MemoryOptions
{
    /// <summary>The name of the configuration section: <c>Hitl:Memory</c>.</summary>
    public const string SectionName = "Hitl:Memory";

    /// <summary>Working memory.</summary>
    [Required]
    public WorkingMemoryOptions Working { get; set; } = new();

    /// <summary>Long-term memory.</summary>
    [Required]
    public LongTermMemoryOptions LongTerm { get; set; } = new();

    /// <summary>Extraction from conversations.</summary>
    [Required]
    public ExtractionOptions Extraction { get; set; } = new();

    /// <summary>Background work.</summary>
    [Required]
    public BackgroundOptions Background { get; set; } = new();
}
