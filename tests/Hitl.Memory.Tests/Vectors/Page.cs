using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

/// <summary>A small record with a vector.</summary>
public sealed class Page
{
    [VectorStoreKey]
    public string Id { get; set; } = "";

    [VectorStoreData(IsIndexed = true)]
    public int Number { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public string? Book { get; set; }

    [VectorStoreData]
    public string? Text { get; set; }

    [VectorStoreVector(3)]
    public ReadOnlyMemory<float> Vector { get; set; }
}
