using System.Numerics.Tensors;

namespace Hitl.Benchmarks.Vectors;

/// <summary>Vectors of length 1, the same in each run: without any structure, or around a thousand centers as those of texts are.</summary>
internal sealed class BenchVectors
{
    private const float Spread = 0.6f;

    private readonly Random _random = new(1);
    private readonly float[][]? _centers;

    public BenchVectors(bool clustered)
    {
        Name = clustered ? "clustered" : "random";
        _centers = clustered ? [.. Enumerable.Range(0, 1000).Select(_ => Normal())] : null;
    }

    public string Name { get; }

    public float[] Next()
    {
        var vector = Normal();
        if (_centers is not null)
        {
            TensorPrimitives.MultiplyAdd(vector, Spread, _centers[_random.Next(_centers.Length)], vector);
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    // Box and Muller's transform gives numbers of a normal distribution.
    private float[] Normal() => [.. Enumerable.Range(0, BenchRecord.Dimensions).Select(_ =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble())))];
}
