using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Hitl.SemanticKernel;

/// <summary>Ids of reviews: they name the partition, so that a review is found by its id alone, and are hard to guess.</summary>
internal static class ReviewIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    public static string New(int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"r{partition:x}-{RandomNumberGenerator.GetString(Alphabet, 16)}");

    public static bool TryGetPartition([NotNullWhen(true)] string? id, int partitions, out int partition)
    {
        partition = 0;
        var dash = id?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return dash > 1 && id![0] == 'r' && id.Length is > 17 and < 32
            && id.AsSpan(dash + 1).IndexOfAnyExcept(Letters) < 0
            && int.TryParse(id.AsSpan(1, dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out partition)
            && partition < partitions;
    }
}
