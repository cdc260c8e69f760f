namespace Hitl.Memory;

/// <summary>Applies changes to a memory.</summary>
internal static class MemoryEdit
{
    /// <exception cref="InvalidMemoryException">The memory cannot be stored with the changes.</exception>
    public static void ThrowIfInvalid(string id, MemoryPatch patch, int maxTextBytes)
    {
        var problem = (patch.Text.IsSet ? NewMemoryCheck.TextProblem(patch.Text.Value, maxTextBytes) : null)
            ?? (patch.ThreadId is { IsSet: true, Value: { } thread } ? NewMemoryCheck.IdProblem("thread id", thread) : null)
            ?? (patch.Type.IsSet && !Enum.IsDefined(patch.Type.Value) ? "has a type that does not exist" : null)
            ?? NewMemoryCheck.TagProblem("topics", patch.Topics.Value ?? [])
            ?? NewMemoryCheck.TagProblem("entities", patch.Entities.Value ?? []);
        if (problem is not null)
        {
            throw new InvalidMemoryException($"The memory '{id}' cannot be changed: it {problem}.") { MemoryId = id };
        }
    }

    public static StoredMemory Apply(StoredMemory memory, MemoryScope scope, MemoryPatch patch, ReadOnlyMemory<float> vector, long now)
    {
        var edited = memory.Copy();
        edited.Text = patch.Text.Or(memory.Text);
        edited.Embedding = patch.Text.IsSet ? vector : memory.Embedding;
        edited.Type = patch.Type.IsSet ? MemoryMapping.Name(patch.Type.Value) : memory.Type;
        edited.ThreadId = patch.ThreadId.Or(memory.ThreadId);
        edited.Topics = MemoryMapping.Distinct(patch.Topics.Or(memory.Topics) ?? []);
        edited.Entities = MemoryMapping.Distinct(patch.Entities.Or(memory.Entities) ?? []);
        edited.EventDate = patch.EventDate.IsSet ? patch.EventDate.Value?.ToUnixTimeMilliseconds() : memory.EventDate;
        edited.Pinned = patch.Pinned.Or(memory.Pinned);
        edited.Metadata = patch.Metadata.IsSet ? MemoryMapping.Write(patch.Metadata.Value) : memory.Metadata;
        edited.Hash = MemoryKeys.Hash(scope, edited.Text, edited.ThreadId, edited.Type);
        edited.UpdatedAt = now;
        return edited;
    }
}
