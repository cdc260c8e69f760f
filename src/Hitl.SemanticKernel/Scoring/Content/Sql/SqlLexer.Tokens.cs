namespace Hitl.SemanticKernel;

/// <content>How single tokens are read.</content>
internal ref partial struct SqlLexer
{
    private SqlToken Quoted(SqlTokenKind kind, int start, char quote, bool escapes)
    {
        for (_at++; _at < _text.Length; _at++)
        {
            if (escapes && _text[_at] == '\\')
            {
                _at++;
            }
            else if (_text[_at] == quote)
            {
                _at++;
                if (Peek() != quote)
                {
                    return new SqlToken(kind, start, _at);
                }
            }
        }

        (_at, IsOpen) = (_text.Length, true);
        return new SqlToken(kind, start, _at);
    }

    private readonly string? DollarTag()
    {
        var end = _at + 1;
        while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_'))
        {
            end++;
        }

        return end < _text.Length && _text[end] == '$' && !char.IsAsciiDigit(_text[_at + 1]) ? _text[_at..(end + 1)].ToString() : null;
    }

    private SqlToken Dollar(int start, string tag)
    {
        var end = _text[(start + tag.Length)..].IndexOf(tag, StringComparison.Ordinal);
        IsOpen |= end < 0;
        _at = end < 0 ? _text.Length : start + tag.Length + end + tag.Length;
        return new SqlToken(SqlTokenKind.Text, start, _at);
    }

    private SqlToken Rest(SqlTokenKind kind, int start)
    {
        do
        {
            _at++;
        }
        while (_at < _text.Length && (IsWordPart(_text[_at]) || (kind == SqlTokenKind.Parameter && _text[_at] == '@')));
        return new SqlToken(kind, start, _at);
    }

    private SqlToken Number(int start)
    {
        if (Peek() == '0' && Peek(1) is 'x' or 'X')
        {
            for (_at += 2; char.IsAsciiHexDigit(Peek()); _at++)
            {
            }

            return new SqlToken(SqlTokenKind.Number, start, _at);
        }

        while (char.IsAsciiDigit(Peek()) || Peek() == '.')
        {
            _at++;
        }

        if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            for (_at += 2; char.IsAsciiDigit(Peek()); _at++)
            {
            }
        }

        return new SqlToken(SqlTokenKind.Number, start, _at);
    }

    private SqlToken Sign(int start, char c)
    {
        _at++;
        if ("<>=!|&~:^".Contains(c))
        {
            while (_at < _text.Length && "<>=!|&~:*".Contains(_text[_at]) && !(_text[_at] == ':' && c != ':'))
            {
                _at++;
            }
        }

        return new SqlToken(SqlTokenKind.Sign, start, _at);
    }
}
