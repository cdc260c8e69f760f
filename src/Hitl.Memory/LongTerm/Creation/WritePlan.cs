namespace Hitl.Memory;

/// <summary>What is to be written for a batch: nothing is before all of it is known.</summary>
internal sealed class WritePlan
{
    private readonly Dictionary<string, StoredMemory> _byId = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>The memories, in the order in which they are to be written.</summary>
    public IReadOnlyList<StoredMemory> Writes => [.. _order.Select(id => _byId[id])];

    /// <summary>The valid memories among them.</summary>
    public IEnumerable<StoredMemory> Active => _byId.Values.Where(memory => memory.IsActive);

    public void Add(StoredMemory memory)
    {
        if (!_byId.ContainsKey(memory.Id))
        {
            _order.Add(memory.Id);
        }

        _byId[memory.Id] = memory;
    }

    /// <summary>A memory as it will be.</summary>
    public StoredMemory Current(StoredMemory memory) => _byId.GetValueOrDefault(memory.Id, memory);

    public StoredMemory? Find(string id) => _byId.GetValueOrDefault(id);
}
