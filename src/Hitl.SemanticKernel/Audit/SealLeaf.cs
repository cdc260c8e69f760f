using System.Globalization;
using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>The latest event of one chain at the time of a seal.</summary>
/// <param name="Key">The key of the events of the chain.</param>
/// <param name="Number">The event's number.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Facts">SHA-256 of its facts, in hexadecimal.</param>
internal sealed record SealLeaf(string Key, long Number, string Hash, string Facts)
{
    /// <summary>What is hashed: the four parts, each on a line.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Key}\n{Number}\n{Hash}\n{Facts}"));

    public static SealLeaf Parse(byte[] bytes) =>
        Encoding.UTF8.GetString(bytes).Split('\n') is [var key, var number, var hash, var facts]
            ? new(key, long.Parse(number, CultureInfo.InvariantCulture), hash, facts)
            : throw new FormatException("A leaf has four lines.");
}
