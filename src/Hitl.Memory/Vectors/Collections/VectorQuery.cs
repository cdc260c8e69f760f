namespace Hitl.Memory;

/// <summary>A search for close vectors.</summary>
/// <param name="Field">The vector property.</param>
/// <param name="Vector">The vector to be close to; it fits the property.</param>
/// <param name="Filter">What records must meet; null for all.</param>
/// <param name="Skip">How many of the closest records are left out.</param>
/// <param name="Top">How many records are wanted after them.</param>
/// <param name="Threshold">The score that a record must reach; null for any.</param>
/// <param name="IncludeVectors">Whether the vectors of the records are wanted.</param>
internal sealed record VectorQuery(
    VectorField Field, float[] Vector, FilterNode? Filter, int Skip, int Top, double? Threshold, bool IncludeVectors)
{
    /// <summary>How many records must be found.</summary>
    public int Wanted => (int)Math.Min(int.MaxValue, (long)Skip + Top);
}
