namespace Hitl.Memory;

/// <summary>A memory as a record of a vector store, in types that every store has. Times are milliseconds since 1970.</summary>
internal sealed class StoredMemory
{
    /// <summary>The end of time: what is valid until then is valid.</summary>
    public static readonly long Forever = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public string Key { get; set; } = "";

    public string Id { get; set; } = "";

    public string? Namespace { get; set; }

    public string? UserId { get; set; }

    /// <summary>The key of the scope.</summary>
    public string Scope { get; set; } = "";

    /// <summary>The key of the scope while the memory is valid, else empty: one condition for both.</summary>
    public string Active { get; set; } = "";

    /// <summary>What may be forgotten to keep within a budget, by scope and type: one condition for all of it. Empty when it is not valid, or pinned.</summary>
    public string Evictable
    {
        get => IsActive && !Pinned ? EvictableAs(Type, Scope) : "";
        set { } // It follows from the others.
    }

    public string? ThreadId { get; set; }

    public string Text { get; set; } = "";

    public string Hash { get; set; } = "";

    public string Type { get; set; } = "";

    public string[] Topics { get; set; } = [];

    public string[] Entities { get; set; } = [];

    public string[] ExtractedFrom { get; set; } = [];

    public long? EventDate { get; set; }

    public long CreatedAt { get; set; }

    public long UpdatedAt { get; set; }

    public long LastAccessed { get; set; }

    public long PersistedAt { get; set; }

    public long AccessCount { get; set; }

    public bool Pinned { get; set; }

    public long ValidFrom { get; set; }

    public long ValidUntil { get; set; } = Forever;

    public string? SupersededBy { get; set; }

    public string[] Supersedes { get; set; } = [];

    /// <summary>Whether it was made of the memories that it supersedes, and would not be there without them.</summary>
    public bool IsMerge { get; set; }

    /// <summary>Ids of memories that it was merged with once, which was undone.</summary>
    public string[] KeptApart { get; set; } = [];

    public string? Strategy { get; set; }

    public string? StrategyConfig { get; set; }

    public string? Metadata { get; set; }

    public ReadOnlyMemory<float> Embedding { get; set; }

    public bool IsActive => Active.Length > 0;

    /// <summary>The value of <see cref="Evictable"/> for what may be forgotten of a type.</summary>
    public static string EvictableAs(string type, string scope) => type + ":" + scope;

    public StoredMemory Copy() => (StoredMemory)MemberwiseClone();

    /// <summary>Ends its validity.</summary>
    public StoredMemory Superseded(string by, long now)
    {
        var copy = Copy();
        (copy.Active, copy.ValidUntil, copy.SupersededBy, copy.UpdatedAt) = ("", now, by, now);
        return copy;
    }

    /// <summary>Makes it valid again.</summary>
    public StoredMemory Restored(long now)
    {
        var copy = Copy();
        (copy.Active, copy.ValidUntil, copy.SupersededBy, copy.UpdatedAt) = (Scope, Forever, null, now);
        return copy;
    }
}
