using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>What a vector store is told about memories.</summary>
internal static class MemorySchema
{
    public static VectorStoreCollectionDefinition Definition(int dimensions, string distanceFunction) => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty(nameof(StoredMemory.Key), typeof(string)),
            Indexed<string>(nameof(StoredMemory.Id)),
            Data<string>(nameof(StoredMemory.Namespace)),
            Data<string>(nameof(StoredMemory.UserId)),
            Indexed<string>(nameof(StoredMemory.Scope)),
            Indexed<string>(nameof(StoredMemory.Active)),
            Indexed<string>(nameof(StoredMemory.Evictable)),
            Indexed<string>(nameof(StoredMemory.ThreadId)),
            new VectorStoreDataProperty(nameof(StoredMemory.Text), typeof(string)) { IsFullTextIndexed = true },
            Indexed<string>(nameof(StoredMemory.Hash)),
            Indexed<string>(nameof(StoredMemory.Type)),
            Indexed<string[]>(nameof(StoredMemory.Topics)),
            Indexed<string[]>(nameof(StoredMemory.Entities)),
            Data<string[]>(nameof(StoredMemory.ExtractedFrom)),
            Indexed<long?>(nameof(StoredMemory.EventDate)),
            Indexed<long>(nameof(StoredMemory.CreatedAt)),
            Indexed<long>(nameof(StoredMemory.UpdatedAt)),
            Indexed<long>(nameof(StoredMemory.LastAccessed)),
            Data<long>(nameof(StoredMemory.PersistedAt)),
            Data<long>(nameof(StoredMemory.AccessCount)),
            Data<bool>(nameof(StoredMemory.Pinned)),
            Data<long>(nameof(StoredMemory.ValidFrom)),
            Data<long>(nameof(StoredMemory.ValidUntil)),
            Data<string>(nameof(StoredMemory.SupersededBy)),
            Data<string[]>(nameof(StoredMemory.Supersedes)),
            Data<bool>(nameof(StoredMemory.IsMerge)),
            Data<string[]>(nameof(StoredMemory.KeptApart)),
            Data<string>(nameof(StoredMemory.Strategy)),
            Data<string>(nameof(StoredMemory.StrategyConfig)),
            Data<string>(nameof(StoredMemory.Metadata)),
            new VectorStoreVectorProperty(nameof(StoredMemory.Embedding), typeof(ReadOnlyMemory<float>), dimensions) { DistanceFunction = distanceFunction },
        ],
    };

    private static VectorStoreDataProperty Data<T>(string name) => new(name, typeof(T));

    private static VectorStoreDataProperty Indexed<T>(string name) => new(name, typeof(T)) { IsIndexed = true };
}
