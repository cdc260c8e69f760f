namespace Hitl.Memory;

/// <summary>How a collection keeps its records in Redis, and what Redis Search indexes of them.</summary>
public sealed class RedisSearchCollectionOptions : RedisVectorCollectionOptions
{
    /// <summary>Creates options with their defaults.</summary>
    public RedisSearchCollectionOptions()
    {
    }

    internal RedisSearchCollectionOptions(RedisSearchCollectionOptions? source)
        : base(source)
    {
        Links = source?.Links ?? Links;
        BuildExploration = source?.BuildExploration ?? BuildExploration;
        SearchExploration = source?.SearchExploration;
        TextLanguage = source?.TextLanguage;
    }

    /// <summary>
    /// How many links a vector has to its neighbors in the index (<c>M</c> of HNSW). More find better and cost memory and time. It holds
    /// from the collection's creation on, as do <see cref="BuildExploration"/> and <see cref="TextLanguage"/>.
    /// </summary>
    /// <value>4 to 512. Default 16.</value>
    public int Links { get; set; } = 16;

    /// <summary>How many vectors are looked at to find the neighbors of a new one (<c>EF_CONSTRUCTION</c> of HNSW).</summary>
    /// <value>1 to 4096. Default 200.</value>
    public int BuildExploration { get; set; } = 200;

    /// <summary>
    /// How many of the closest vectors are followed in a search (<c>EF_RUNTIME</c> of HNSW). More find better and take longer.
    /// By default that is found out, as for vector sets: see <see cref="RedisVectorSetCollectionOptions.SearchExploration"/>.
    /// </summary>
    /// <value>1 to 4096. Default <see langword="null"/>: it is found out.</value>
    public int? SearchExploration { get; set; }

    /// <summary>The language that full-text properties are stemmed in, by its name in Redis Search, such as <c>german</c>.</summary>
    /// <value>Default <see langword="null"/>: the server's own default, English unless it is configured otherwise.</value>
    public string? TextLanguage { get; set; }

    internal RedisSearchCollectionOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Links, 4, nameof(Links));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Links, 512, nameof(Links));
        ArgumentOutOfRangeException.ThrowIfLessThan(BuildExploration, 1, nameof(BuildExploration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BuildExploration, MaxExploration, nameof(BuildExploration));
        ArgumentOutOfRangeException.ThrowIfLessThan(SearchExploration ?? 1, 1, nameof(SearchExploration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SearchExploration ?? 1, MaxExploration, nameof(SearchExploration));
        return TextLanguage is null || (TextLanguage.Length > 0 && TextLanguage.All(char.IsAsciiLetter))
            ? this
            : throw new ArgumentException("The language of texts is a name in letters, such as german.", nameof(TextLanguage));
    }

    private const int MaxExploration = 4096;
}
