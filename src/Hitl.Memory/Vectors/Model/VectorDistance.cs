using System.Numerics.Tensors;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>How two vectors are compared, and which score is the closer one.</summary>
internal sealed class VectorDistance
{
    private readonly Func<ReadOnlySpan<float>, ReadOnlySpan<float>, double> _score;

    private VectorDistance(string name, bool higherIsCloser, Func<ReadOnlySpan<float>, ReadOnlySpan<float>, double> score)
    {
        Name = name;
        HigherIsCloser = higherIsCloser;
        _score = score;
    }

    public static VectorDistance CosineSimilarity { get; } =
        new(DistanceFunction.CosineSimilarity, true, static (x, y) => TensorPrimitives.CosineSimilarity(x, y));

    private static readonly VectorDistance[] All =
    [
        CosineSimilarity,
        new(DistanceFunction.CosineDistance, false, static (x, y) => 1d - TensorPrimitives.CosineSimilarity(x, y)),
        new(DistanceFunction.DotProductSimilarity, true, static (x, y) => TensorPrimitives.Dot(x, y)),
        new(DistanceFunction.NegativeDotProductSimilarity, false, static (x, y) => -TensorPrimitives.Dot(x, y)),
        new(DistanceFunction.EuclideanDistance, false, static (x, y) => TensorPrimitives.Distance(x, y)),
        new(DistanceFunction.EuclideanSquaredDistance, false, static (x, y) => Squared(TensorPrimitives.Distance(x, y))),
        new(DistanceFunction.HammingDistance, false, static (x, y) => TensorPrimitives.HammingDistance(x, y)),
        new(DistanceFunction.ManhattanDistance, false, static (x, y) => Manhattan(x, y)),
    ];

    /// <summary>The names of those that are known.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(distance => distance.Name));

    public string Name { get; }

    /// <summary>Whether a higher score is a closer vector.</summary>
    public bool HigherIsCloser { get; }

    /// <summary>Whether it compares directions only, so that a vector of zeros has no place in it.</summary>
    public bool IsCosine => Name is DistanceFunction.CosineSimilarity or DistanceFunction.CosineDistance;

    /// <summary>Whether it orders vectors of length 1 as the cosine does.</summary>
    public bool IsCosineOnUnitVectors => IsCosine || Name is DistanceFunction.DotProductSimilarity or DistanceFunction.NegativeDotProductSimilarity
        or DistanceFunction.EuclideanDistance or DistanceFunction.EuclideanSquaredDistance;

    /// <summary>The function of a name.</summary>
    /// <param name="name">The name; null is cosine similarity.</param>
    /// <returns>The function, or null when there is none of that name.</returns>
    public static VectorDistance? Find(string? name) =>
        name is null ? CosineSimilarity : Array.Find(All, distance => distance.Name == name);

    /// <summary>The score of a vector.</summary>
    public double Score(ReadOnlySpan<float> query, ReadOnlySpan<float> vector) => _score(query, vector);

    /// <summary>Orders scores: the closer first.</summary>
    public int Compare(double x, double y) => HigherIsCloser ? y.CompareTo(x) : x.CompareTo(y);

    /// <summary>Whether a score is at least as close as a threshold.</summary>
    public bool Reaches(double score, double? threshold) => threshold is not { } limit || (HigherIsCloser ? score >= limit : score <= limit);

    private static double Squared(float distance) => (double)distance * distance;

    private static double Manhattan(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0d;
        for (var i = 0; i < x.Length; i++)
        {
            sum += Math.Abs((double)x[i] - y[i]);
        }

        return sum;
    }
}
