using System.Globalization;

namespace Hitl.Memory;

/// <summary>What is settled when the index of a collection is made.</summary>
/// <param name="Algorithms">The algorithm of each vector, in the order of <see cref="SearchFields.Vectors"/>: FLAT, HNSW, or NONE where the server cannot compare as the distance function does.</param>
/// <param name="Links">How many links a vector has, with HNSW.</param>
/// <param name="BuildExploration">How many vectors are looked at to find the neighbors of a new one, with HNSW.</param>
/// <param name="Language">The language of texts; empty for the server's default.</param>
internal sealed record SearchSettings(IReadOnlyList<string> Algorithms, int Links, int BuildExploration, string Language)
{
    public const string Flat = "FLAT";
    public const string Hnsw = "HNSW";
    public const string None = "NONE";

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Links} {BuildExploration} {Language} {string.Join(' ', Algorithms)}");

    public static SearchSettings Parse(string text)
    {
        var parts = text.Split(' ');
        var algorithms = parts[3..].Where(part => part.Length > 0);
        return new([.. algorithms], int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }
}
