using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

/// <summary>A record with properties of many types.</summary>
public sealed class Note
{
    [VectorStoreKey]
    public string Id { get; set; } = "";

    [VectorStoreData(IsIndexed = true)]
    public string? Topic { get; set; }

    [VectorStoreData(IsIndexed = true, StorageName = "rating, 1 to 5")]
    public int Stars { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public bool Pinned { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public double? Weight { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public float Heat { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public long? Size { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public decimal? Price { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public DateTimeOffset? Written { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public Guid? Author { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public string?[]? Tags { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public List<int>? Pages { get; set; }

    [VectorStoreData]
    public string? Body { get; set; }

    [VectorStoreVector(4)]
    public ReadOnlyMemory<float>? Vector { get; set; }
}
