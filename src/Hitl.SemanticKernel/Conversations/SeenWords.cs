using System.Runtime.InteropServices;

namespace Hitl.SemanticKernel;

/// <summary>The words of a conversation and the pairs of words that follow each other, as hashes, with where they were seen.</summary>
internal sealed class SeenWords
{
    /// <summary>How many words and pairs are kept: about 5 MB.</summary>
    private const int MaxEntries = 1 << 17;

    private const int OpenRuns = 8;
    private const int ShortestCode = 4;

    private readonly Dictionary<ulong, Seen> _entries = [];
    private readonly List<Sources> _messages = [];

    /// <summary>The sources of which something was not read any more.</summary>
    public Sources Unread { get; set; }

    public void Clear()
    {
        _entries.Clear();
        _messages.Clear();
        Unread = Sources.None;
    }

    public Seen Find(ulong hash) => _entries.GetValueOrDefault(hash, new Seen(Sources.None));

    /// <summary>Where a value was seen: a word, or words that followed each other or were written as one.</summary>
    public Seen Find(ReadOnlySpan<char> text)
    {
        var reader = new WordReader(text);
        if (!reader.Read())
        {
            return new Seen(Sources.None);
        }

        var first = reader;
        var previous = reader.Hash;
        if (!reader.Read())
        {
            return Find(previous);
        }

        var seen = Seen.Anywhere;
        do
        {
            seen = seen.And(Find(WordReader.Pair(previous, reader.Hash)));
            previous = reader.Hash;
        }
        while (seen.Sources != Sources.None && reader.Read());
        return seen.Sources == Sources.None ? Find(Joined(text, first)) : seen;
    }

    private static ulong Joined(ReadOnlySpan<char> text, WordReader reader)
    {
        var joined = reader.Hash;
        while (reader.Read())
        {
            joined = WordReader.Continue(joined, text[reader.Start..reader.End]);
        }

        return joined;
    }

    /// <summary>Whether a value stands in an untrusted message.</summary>
    public bool IsIn(Seen seen, int message) => message < _messages.Count && message >= 0 && (seen.Sources & _messages[message]) != 0 && seen.IsIn(message);

    /// <summary>Where the codes inside a value were seen that is nowhere as a whole.</summary>
    public Seen FindPart(ReadOnlySpan<char> text)
    {
        var best = new Seen(Sources.None);
        var reader = new WordReader(text);
        while (reader.Read())
        {
            if (reader.HasDigit && reader.Length is >= ShortestCode and var length && length < text.Length)
            {
                var seen = Find(reader.Hash);
                best = seen.IsUntrusted || best.Sources == Sources.None ? seen : best;
            }
        }

        return best;
    }

    /// <summary>Reads the words of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it stands.</param>
    /// <param name="message">The number of its message.</param>
    /// <param name="echoes">Words that the output repeats because the call gave them: they stay what they were.</param>
    public void Add(ReadOnlySpan<char> text, Sources source, int message, HashSet<ulong>? echoes)
    {
        while (_messages.Count <= message)
        {
            _messages.Add(Sources.None);
        }

        _messages[message] |= source;
        Span<ulong> runs = stackalloc ulong[OpenRuns];
        var (open, previous, end, wasDot) = (0, 0UL, 0, false);
        var beforeDot = 0UL;
        var words = new WordReader(text);
        while (words.Read())
        {
            Add(words.Hash, source, message, echoes);
            if (previous != 0)
            {
                Add(WordReader.Pair(previous, words.Hash), source, message, echoes);
                if (wasDot && beforeDot != 0)
                {
                    Add(WordReader.Pair(beforeDot, words.Hash), source, message, echoes);
                }
            }

            // Numbers and codes are written in groups: each run of groups is also one word.
            var word = text[words.Start..words.End];
            var goesOn = open > 0 && words.Start - end == 1 && (text[end] is '-' or '_' || (text[end] is ' ' or '.' or ',' or '/' or '\u00a0' && (words.HasDigit || word.Length == 4)));
            if (!goesOn)
            {
                open = 0;
            }

            for (var i = 0; i < open; i++)
            {
                runs[i] = WordReader.Continue(runs[i], word);
                Add(runs[i], source, message, echoes);
            }

            if (open < OpenRuns && (words.HasDigit || (words.End < text.Length && text[words.End] is '-' or '_')))
            {
                runs[open++] = words.Hash;
            }

            wasDot = word.Equals("dot", StringComparison.OrdinalIgnoreCase) || word.Equals("at", StringComparison.OrdinalIgnoreCase);
            (beforeDot, previous, end) = (wasDot ? previous : 0, words.Hash, words.End);
        }
    }

    private void Add(ulong hash, Sources source, int message, HashSet<ulong>? echoes)
    {
        if (_entries.Count >= MaxEntries && !_entries.ContainsKey(hash))
        {
            Unread |= source;
            return;
        }

        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, hash, out var exists);
        if (!exists)
        {
            seen = new Seen(source, -1).With(source, message);
        }
        else if (!(seen.IsUntrusted && source == Sources.Internal && echoes?.Contains(hash) == true))
        {
            seen = seen.With(source, message);
        }
    }
}
