using System.Globalization;

namespace Hitl.Memory;

/// <summary>A property in the schema of a collection.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="Role">What it is.</param>
internal sealed record SchemaProperty(string Name, SchemaRole Role)
{
    /// <summary>The type of its values; null for a vector.</summary>
    public string? Type { get; init; }

    public bool Indexed { get; init; }

    public bool FullText { get; init; }

    public int Dimensions { get; init; }

    /// <summary>The distance function of a vector.</summary>
    public string? Distance { get; init; }

    public string Describe() => Role switch
    {
        SchemaRole.Key => $"the key, {Type}",
        SchemaRole.Vector => string.Create(CultureInfo.InvariantCulture, $"a vector of {Dimensions} dimensions with {Distance}"),
        _ => $"{Type}, {(Indexed ? "indexed" : "not indexed")}{(FullText ? ", full text" : "")}",
    };
}
