using System.Text;

namespace Hitl.Memory;

/// <summary>A range of entries of an index, from <paramref name="Min"/> up to but without <paramref name="Max"/>; null is no limit.</summary>
internal readonly record struct IndexRange(byte[]? Min, byte[]? Max)
{
    // An entry is the text of a value, a zero byte and the key of the record. No text contains a zero byte.
    private const byte AfterText = 0;
    private const byte PastEntries = 1;

    /// <summary>All entries of a value.</summary>
    public static IndexRange Of(string text) => new(From(text), Past(text));

    /// <summary>Where the entries of a value begin.</summary>
    public static byte[] From(string text) => [.. Encoding.UTF8.GetBytes(text), AfterText];

    /// <summary>Where the entries of a value have ended.</summary>
    public static byte[] Past(string text) => [.. Encoding.UTF8.GetBytes(text), PastEntries];

    /// <summary>All entries whose value begins like this.</summary>
    public static IndexRange Prefix(string text)
    {
        // The byte 255 is in no text.
        var start = Encoding.UTF8.GetBytes(text);
        return new(start, [.. start, byte.MaxValue]);
    }

    /// <summary>What is in none of some ranges, which are in order and do not overlap.</summary>
    public static IReadOnlyList<IndexRange> Complement(IReadOnlyList<IndexRange> ranges)
    {
        var gaps = new List<IndexRange>(ranges.Count + 1);
        byte[]? start = null;
        foreach (var (min, max) in ranges)
        {
            if (min is not null && (start is null || start.AsSpan().SequenceCompareTo(min) < 0))
            {
                gaps.Add(new(start, min));
            }

            if (max is null)
            {
                return gaps;
            }

            start = max;
        }

        gaps.Add(new(start, null));
        return gaps;
    }
}
