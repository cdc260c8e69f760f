namespace Hitl.SemanticKernel;

/// <summary>A text with its tokens.</summary>
internal readonly ref struct SqlText(ReadOnlySpan<char> text, ReadOnlySpan<SqlToken> tokens)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly ReadOnlySpan<SqlToken> _tokens = tokens;

    /// <summary>How many tokens there are.</summary>
    public int Count => _tokens.Length;

    /// <summary>The kind of a token; <see langword="null"/> outside the text.</summary>
    public SqlTokenKind? Kind(int index) => (uint)index < (uint)_tokens.Length ? _tokens[index].Kind : null;

    /// <summary>The text of a token; empty outside the text.</summary>
    public ReadOnlySpan<char> this[int index] => (uint)index < (uint)_tokens.Length ? _text[_tokens[index].Start.._tokens[index].End] : default;

    /// <summary>The text from one token to before another.</summary>
    public ReadOnlySpan<char> Source(int from, int to) => from < to ? _text[_tokens[from].Start.._tokens[to - 1].End] : default;

    /// <summary>Some of the tokens.</summary>
    public SqlText Slice(int from, int to) => new(_text, _tokens[Math.Min(from, Count)..Math.Clamp(to, Math.Min(from, Count), Count)]);

    /// <summary>Whether a token is a keyword.</summary>
    public bool Is(int index, string word) => Kind(index) == SqlTokenKind.Word && this[index].Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a token is a sign.</summary>
    public bool IsSign(int index, string sign) => Kind(index) == SqlTokenKind.Sign && this[index].SequenceEqual(sign);

    /// <summary>Whether a token is one of a set of keywords.</summary>
    public bool IsAny(int index, WordSet words) => Kind(index) == SqlTokenKind.Word && words.Contains(this[index]);

    /// <summary>Whether a token can be a name.</summary>
    public bool IsName(int index) => Kind(index) is SqlTokenKind.Word or SqlTokenKind.Name or SqlTokenKind.Parameter;

    /// <summary>The token after a name with its qualifiers (<c>a.b.c</c>, <c>a..b</c>) that begins at a token; the same one when there is none.</summary>
    public int AfterName(int index)
    {
        if (!IsName(index))
        {
            return index;
        }

        index++;
        while (IsSign(index, "."))
        {
            index++;
            if (IsName(index) || IsSign(index, "*"))
            {
                index++;
            }
        }

        return index;
    }

    /// <summary>The token that closes the parenthesis at a token; the count when it stays open.</summary>
    public int Closing(int index)
    {
        var depth = 0;
        for (; index < Count; index++)
        {
            depth += IsSign(index, "(") ? 1 : IsSign(index, ")") ? -1 : 0;
            if (depth <= 0)
            {
                return index;
            }
        }

        return Count;
    }
}
