namespace Hitl.SemanticKernel;

/// <summary>Reads the words of a text: runs of letters and digits, in lower case; a character of a script without spaces is a word.</summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    private const ulong Prime = 0x100000001b3;

    /// <summary>What is part of a word, in lower case; 0 for what is not.</summary>
    private static ReadOnlySpan<byte> AsciiParts =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 0, 0, 0, 0, 0, 0,
        0, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 0, 0, 0, 0, 0,
        0, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 0, 0, 0, 0, 0,
    ];

    /// <summary>Differs from process to process, so that nobody can write texts whose words collide.</summary>
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;

    private readonly ReadOnlySpan<char> _text = text;
    private int _next;

    /// <summary>Where the word starts.</summary>
    public int Start { get; private set; }

    /// <summary>Where the word ends.</summary>
    public readonly int End => _next;

    /// <summary>How many characters the word has.</summary>
    public readonly int Length => _next - Start;

    /// <summary>The hash of the word.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Whether the word has a digit.</summary>
    public bool HasDigit { get; private set; }

    /// <summary>The hash of two words that follow each other.</summary>
    public static ulong Pair(ulong first, ulong second) => ((first ^ (first >> 29)) * 0x9e3779b97f4a7c15) + second;

    /// <summary>The hash of a text as one word.</summary>
    public static ulong HashOf(ReadOnlySpan<char> word) => Continue(Seed, word);

    /// <summary>The hash of a word that goes on with more characters.</summary>
    public static ulong Continue(ulong hash, ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            hash = (hash ^ Lower(c)) * Prime;
        }

        return hash;
    }

    public bool Read()
    {
        var text = _text;
        var at = _next;
        while (at < text.Length && !IsPart(text[at]))
        {
            at++;
        }

        var (start, hash, hasDigit) = (at, Seed, false);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c < AsciiParts.Length)
            {
                var lower = AsciiParts[c];
                if (lower == 0)
                {
                    break;
                }

                hash = (hash ^ lower) * Prime;
                hasDigit |= lower <= '9';
            }
            else if (StandsAlone(c))
            {
                if (at == start)
                {
                    hash = (hash ^ c) * Prime;
                    at++;
                }

                break;
            }
            else if (char.IsLetterOrDigit(c))
            {
                hash = (hash ^ char.ToLowerInvariant(c)) * Prime;
                hasDigit |= char.IsDigit(c);
            }
            else
            {
                break;
            }
        }

        (Start, _next, Hash, HasDigit) = (start, at, hash, hasDigit);
        return at > start;
    }

    private static char Lower(char c) => c < 128 ? (char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c) : char.ToLowerInvariant(c);

    private static bool IsPart(char c) => c < AsciiParts.Length ? AsciiParts[c] != 0 : char.IsLetterOrDigit(c);

    private static bool StandsAlone(char c) => c is (>= '\u2e80' and <= '\u9fff') or (>= '\uac00' and <= '\ud7af') or (>= '\u0e00' and <= '\u0eff');
}
