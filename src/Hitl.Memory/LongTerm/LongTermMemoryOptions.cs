using System.ComponentModel.DataAnnotations;

namespace Hitl.Memory;

/// <summary>How long-term memory works.</summary>
public sealed class LongTermMemoryOptions
{
    /// <summary>The name of the collection in the vector store.</summary>
    /// <value>1 to 128 characters. Default <c>memories</c>.</value>
    [Required, StringLength(128, MinimumLength = 1)]
    public string Collection { get; set; } = "memories";

    /// <summary>How many numbers a vector has.</summary>
    /// <value>1 to 65,536. Default <see langword="null"/>: what the embedding generator says of itself.</value>
    [Range(1, 65_536)]
    public int? Dimensions { get; set; }

    /// <summary>What the vector store calls the distance of two vectors; the cosine is what counts in either case.</summary>
    /// <value><c>CosineDistance</c> or <c>CosineSimilarity</c>. Default <c>CosineDistance</c>.</value>
    [AllowedValues(Microsoft.Extensions.VectorData.DistanceFunction.CosineDistance, Microsoft.Extensions.VectorData.DistanceFunction.CosineSimilarity)]
    public string DistanceFunction { get; set; } = Microsoft.Extensions.VectorData.DistanceFunction.CosineDistance;

    /// <summary>How many bytes the text of a memory may have in UTF-8.</summary>
    /// <value>1 to 16,777,216. Default 65,536.</value>
    [Range(1, 16 * 1024 * 1024)]
    public int MaxTextBytes { get; set; } = 64 * 1024;

    /// <summary>Whether new memories are compared with those that are close to them. It needs a model.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool MergeSimilar { get; set; } = true;

    /// <summary>Up to which cosine distance a new memory and an old one may be about the same thing.</summary>
    /// <value>0 to 2. Default 0.35.</value>
    [Range(0d, 2d)]
    public double MergeDistance { get; set; } = 0.35;

    /// <summary>Up to which cosine distance stored memories are merged later, in the background.</summary>
    /// <value>0 to 2. Default 0.2.</value>
    [Range(0d, 2d)]
    public double CompactionDistance { get; set; } = 0.2;

    /// <summary>How long after a change the memories of a scope are compacted in the background.</summary>
    /// <value>1 second to 7 days. Default 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan CompactionInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How much time must pass before another access to a memory is recorded.</summary>
    /// <value>0 to 1 day. Default 900 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan AccessInterval { get; set; } = TimeSpan.FromSeconds(900);

    /// <summary>The model that is asked while memories are merged, if it is not the client's default one.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? Model { get; set; }

    /// <summary>How long the lock of a scope holds when it is not renewed.</summary>
    internal TimeSpan LockLease { get; set; } = TimeSpan.FromSeconds(30);
}
