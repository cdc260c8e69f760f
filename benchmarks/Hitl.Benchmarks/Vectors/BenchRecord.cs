using Microsoft.Extensions.VectorData;

namespace Hitl.Benchmarks.Vectors;

/// <summary>A record of the benchmark.</summary>
public sealed class BenchRecord
{
    public const int Dimensions = 384;

    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public int Hundredth { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public bool Half { get; set; }

    [VectorStoreData]
    public string? Text { get; set; }

    [VectorStoreVector(Dimensions)]
    public ReadOnlyMemory<float> Vector { get; set; }
}
