namespace Hitl.Memory;

/// <summary>Makes valid again what a memory took the place of.</summary>
internal static class MergeUndo
{
    public static async Task<IReadOnlyList<MemoryRecord>> RunAsync(MemoryStorage storage, ScopeLock gate, MemoryScope scope, string id, long now, CancellationToken cancellationToken)
    {
        var found = await storage.GetAsync(scope, [id], cancellationToken).ConfigureAwait(false);
        if (!found.TryGetValue(id, out var memory) || memory.Supersedes.Length == 0)
        {
            return [];
        }

        var members = (await storage.GetAsync(scope, memory.Supersedes, cancellationToken).ConfigureAwait(false)).Values.ToList();
        string[] apart = [.. members.Select(member => member.Id), .. memory.IsMerge ? Array.Empty<string>() : [id]];
        var restored = members.Where(member => member.IsActive || member.SupersededBy == id).Select(member =>
        {
            var copy = member.Restored(now);
            copy.KeptApart = [.. MemoryMapping.Distinct([.. member.KeptApart, .. apart]).Where(other => other != member.Id)];
            return copy;
        }).ToList();

        // What is valid again is written before what took its place goes: an interrupted undo can be done again.
        if (memory.IsMerge)
        {
            await storage.UpsertAsync(gate, restored, cancellationToken).ConfigureAwait(false);
            await storage.DeleteAsync(gate, scope, [id], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var standing = memory.Copy();
            standing.Supersedes = [];
            standing.KeptApart = MemoryMapping.Distinct([.. memory.KeptApart, .. members.Select(member => member.Id)]);
            standing.UpdatedAt = now;
            await storage.UpsertAsync(gate, [.. restored, standing], cancellationToken).ConfigureAwait(false);
        }

        return [.. restored.Select(MemoryMapping.ToRecord)];
    }
}
