namespace Hitl.SemanticKernel;

/// <summary>What a text brings to a place that the untrusted message with the place does not have.</summary>
internal ref struct CarriedData(SeenWords words, int place)
{
    private const int ShortestWord = 4;
    private const int ShortestOpaque = 20;
    private const int ShortestNumber = 6;
    private const int OpenRuns = 4;
    private const int MaxDecoded = 8;

    private readonly SeenWords _words = words;
    private readonly int _place = place;
    private int _decoded;
    private bool _identifiers;
    private bool _opaque;
    private int _private;
    private int _said;

    /// <summary>Whether it is data of the user or the app. Text that speaks to the assistant lowers the bar.</summary>
    public readonly bool IsData(bool instructed) => _identifiers || _opaque || _private >= 2 || (instructed && (_private >= 1 || _said >= 2));

    public void Read(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('%', '+') >= 0)
        {
            text = Encodings.Unescape(text);
        }

        Addresses(text);
        Words(text, isDecoded: false);
        Encoded(text);
    }

    private void Addresses(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf('@'); at > 0;)
        {
            var start = at;
            while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '_' or '-'))
            {
                start--;
            }

            var seen = Find(text[start..at]);
            _identifiers |= at > start && seen.Sources != Sources.None && !_words.IsIn(seen, _place) && (seen.Sources & Sources.Public) == 0;
            var next = text[(at + 1)..].IndexOf('@');
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    private readonly Seen Find(ReadOnlySpan<char> text)
    {
        var seen = Seen.Anywhere;
        var reader = new WordReader(text);
        while (reader.Read())
        {
            seen = seen.And(_words.Find(reader.Hash));
        }

        return seen;
    }

    private void Words(ReadOnlySpan<char> text, bool isDecoded)
    {
        Span<ulong> runs = stackalloc ulong[OpenRuns];
        Span<int> starts = stackalloc int[OpenRuns];
        var (open, end) = (0, -2);
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var word = text[reader.Start..reader.End];
            open = reader.Start - end == 1 && text[end] is '-' or '_' or '.' or ' ' or '/' ? open : 0;
            end = reader.End;
            for (var i = 0; i < open; i++)
            {
                // A code in groups: each group alone may be too short to say anything.
                runs[i] = WordReader.Continue(runs[i], word);
                Code(_words.Find(runs[i]), text[starts[i]..end]);
            }

            if (open == OpenRuns)
            {
                runs[1..].CopyTo(runs);
                starts[1..].CopyTo(starts);
                open--;
            }

            (runs[open], starts[open]) = (reader.Hash, reader.Start);
            open++;
            var seen = _words.Find(reader.Hash);
            if (reader.Length < 3 || _words.IsIn(seen, _place))
            {
                continue;
            }

            if (seen.Sources == Sources.None)
            {
                _opaque |= !isDecoded && IsOpaque(word);
                Digits(word);
                continue;
            }

            if ((seen.Sources & Sources.Public) != 0)
            {
                continue;
            }

            var isKept = (seen.Sources & Sources.Said) == 0;
            Code(seen, word);
            _private += isKept && reader.Length >= ShortestWord ? 1 : 0;
            _said += isKept ? 0 : 1;
            // What was encoded was meant to be hidden.
            _identifiers |= isDecoded && reader.Length >= ShortestWord;
        }
    }

    private void Code(Seen seen, ReadOnlySpan<char> code) =>
        _identifiers |= seen.Sources != Sources.None && (seen.Sources & Sources.Public) == 0 && !_words.IsIn(seen, _place)
            && code.Length >= ShortestWord && code.IndexOfAnyInRange('0', '9') >= 0 && !IsYear(code);

    /// <summary>A long number may be written with letters before it that stood apart.</summary>
    private void Digits(ReadOnlySpan<char> word)
    {
        var first = word.IndexOfAnyInRange('0', '9');
        var digits = first < 0 ? default : word[first..];
        if (digits.Length >= ShortestNumber && digits.Length < word.Length && digits.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            Code(_words.Find(WordReader.HashOf(digits)), digits);
        }
    }

    private void Encoded(ReadOnlySpan<char> text)
    {
        while (_decoded < MaxDecoded)
        {
            var start = 0;
            while (start < text.Length && !IsEncoded(text[start]))
            {
                start++;
            }

            var end = start;
            while (end < text.Length && IsEncoded(text[end]))
            {
                end++;
            }

            if (start == end)
            {
                return;
            }

            Try(text[start..end]);
            text = text[end..];
        }
    }

    private void Try(ReadOnlySpan<char> run)
    {
        if (run.Length < 5 || IsKnown(run))
        {
            return;
        }

        _decoded++;
        if (Encodings.Decode(run) is { } decoded)
        {
            Words(decoded, isDecoded: true);
            return;
        }

        Hidden(Encodings.Rotate(run));
        Hidden(Encodings.Reverse(run));
    }

    private readonly bool IsKnown(ReadOnlySpan<char> run)
    {
        var reader = new WordReader(run);
        while (reader.Read())
        {
            if (reader.Length >= 3 && _words.Find(reader.Hash).Sources == Sources.None)
            {
                return false;
            }
        }

        return true;
    }

    private void Hidden(string text)
    {
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var seen = _words.Find(reader.Hash);
            _identifiers |= reader.Length >= 5 && seen.Sources != Sources.None && (seen.Sources & Sources.Public) == 0 && !_words.IsIn(seen, _place);
        }
    }

    private static bool IsOpaque(ReadOnlySpan<char> word)
    {
        var digits = 0;
        foreach (var c in word)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return word.Length >= ShortestOpaque && digits >= 2;
    }

    private static bool IsYear(ReadOnlySpan<char> word) => word.Length == 4 && word[0] is '1' or '2' && word[1] is '9' or '0' && word.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsEncoded(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
