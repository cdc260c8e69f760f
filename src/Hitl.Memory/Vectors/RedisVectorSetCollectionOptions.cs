namespace Hitl.Memory;

/// <summary>How a collection keeps its records in Redis, and its vectors in vector sets.</summary>
public sealed class RedisVectorSetCollectionOptions : RedisVectorCollectionOptions
{
    private const int MaxExploration = 1_000_000;

    /// <summary>Creates options with their defaults.</summary>
    public RedisVectorSetCollectionOptions()
    {
    }

    internal RedisVectorSetCollectionOptions(RedisVectorSetCollectionOptions? source)
        : base(source)
    {
        Quantization = source?.Quantization ?? Quantization;
        Links = source?.Links ?? Links;
        BuildExploration = source?.BuildExploration ?? BuildExploration;
        SearchExploration = source?.SearchExploration;
    }

    /// <summary>
    /// How Redis keeps the numbers of vectors in its index. It holds from the collection's creation on; later users get what it was
    /// created with. Scores do not suffer from it: they are computed from the full vectors of the records.
    /// </summary>
    /// <value>Default <see cref="VectorQuantization.EightBit"/>. The embedded server keeps full numbers, whatever it says.</value>
    public VectorQuantization Quantization { get; set; } = VectorQuantization.EightBit;

    /// <summary>How many links a vector has to its neighbors in the index (<c>M</c> of <c>VADD</c>). More find better and cost memory and time.</summary>
    /// <value>4 to 4096. Default 16.</value>
    public int Links { get; set; } = 16;

    /// <summary>How many vectors are looked at to find the neighbors of a new one (<c>EF</c> of <c>VADD</c>).</summary>
    /// <value>1 to 1000000. Default 200.</value>
    public int BuildExploration { get; set; } = 200;

    /// <summary>
    /// How many of the closest vectors are followed in a search (<c>EF</c> of <c>VSIM</c>). More find better and take longer.
    /// By default that is found out: the first searches of a collection look at each vector and see whether following 200 or 800 would have
    /// found at least 97% of the same records. Where it would not, searches go on looking at each vector. It is found out again when the
    /// collection has doubled. Above a million vectors it is not tried, and 800 are followed.
    /// </summary>
    /// <value>1 to 1000000. Default <see langword="null"/>: it is found out.</value>
    public int? SearchExploration { get; set; }

    internal RedisVectorSetCollectionOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Links, 4, nameof(Links));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Links, 4096, nameof(Links));
        ArgumentOutOfRangeException.ThrowIfLessThan(BuildExploration, 1, nameof(BuildExploration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BuildExploration, MaxExploration, nameof(BuildExploration));
        ArgumentOutOfRangeException.ThrowIfLessThan(SearchExploration ?? 1, 1, nameof(SearchExploration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SearchExploration ?? 1, MaxExploration, nameof(SearchExploration));
        return this;
    }
}
