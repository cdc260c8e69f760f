namespace Hitl.Memory;

/// <summary>The head of a collection as it is stored.</summary>
/// <param name="Generation">What the keys of its records are under.</param>
/// <param name="Schema">The schema that it was made with, as JSON.</param>
/// <param name="Settings">What else was settled when it was made, in the store's own form.</param>
internal sealed record CollectionHead(string Generation, string Schema, string Settings)
{
    /// <summary>Whether it was made just now, by who holds it.</summary>
    public bool IsNew { get; init; }
}
