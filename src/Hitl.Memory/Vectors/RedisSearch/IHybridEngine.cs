namespace Hitl.Memory;

/// <summary>A collection that is searched by vector and by words at once.</summary>
internal interface IHybridEngine : ICollectionEngine
{
    /// <summary>Finds the records that are close and have the words. The score is higher for the better ones.</summary>
    /// <param name="query">The vector search; its threshold is for the score of both together.</param>
    /// <param name="text">The property that has the words.</param>
    /// <param name="keywords">The words; one with several words in it wants all of them.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    Task<IReadOnlyList<RankedRecord>> HybridSearchAsync(VectorQuery query, DataField text, IReadOnlyCollection<string> keywords, CancellationToken cancellationToken);

    /// <summary>Finds the records that have words. The score is the server's, higher for the better ones.</summary>
    /// <param name="text">The property that has the words.</param>
    /// <param name="keywords">The words; one with several words in it wants all of them.</param>
    /// <param name="filter">What records must meet; null for all.</param>
    /// <param name="top">How many are wanted.</param>
    /// <param name="includeVectors">Whether the vectors of the records are wanted.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    Task<IReadOnlyList<RankedRecord>> KeywordSearchAsync(
        DataField text, IReadOnlyCollection<string> keywords, FilterNode? filter, int top, bool includeVectors, CancellationToken cancellationToken);
}
