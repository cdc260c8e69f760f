using System.ComponentModel.DataAnnotations;

namespace Hitl.Memory;

/// <summary>How memories are extracted from conversations.</summary>
public sealed class ExtractionOptions
{
    /// <summary>Whether they are. It needs a model.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How, unless a working memory says otherwise.</summary>
    /// <value>Default <see cref="ExtractionStrategy.Discrete"/>.</value>
    [Required]
    public ExtractionStrategy Strategy { get; set; } = ExtractionStrategy.Discrete;

    /// <summary>How long nothing must have been said.</summary>
    /// <value>0 to 1 day. Default 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan QuietTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The model that extracts, if it is not the client's default one.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? Model { get; set; }
}
