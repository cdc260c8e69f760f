using Microsoft.Extensions.VectorData;

namespace Hitl.SemanticKernel.Tests.Docs;

#region vector-record
public sealed class Article
{
    [VectorStoreKey]
    public string Id { get; set; } = "";

    [VectorStoreData(IsIndexed = true)]
    public string? Product { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public string[]? Tags { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public DateTimeOffset Changed { get; set; }

    [VectorStoreData]
    public string? Text { get; set; }

    [VectorStoreVector(1536)]
    public ReadOnlyMemory<float> Embedding { get; set; }
}
#endregion
