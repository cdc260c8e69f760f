namespace Hitl.SemanticKernel;

/// <summary>Splits text into tokens of SQL, without comments and white space. It reads any text and never fails.</summary>
internal ref partial struct SqlLexer
{
    private const int LargestSpare = 4_096;

    [ThreadStatic]
    private static List<SqlToken>? _spare;

    private readonly ReadOnlySpan<char> _text;
    private readonly SqlDialect _dialect;
    private int _at;

    private SqlLexer(ReadOnlySpan<char> text, SqlDialect dialect)
    {
        _text = text;
        _dialect = dialect;
    }

    private bool IsOpen { get; set; }

    /// <summary>Splits a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="dialect">How quotes and comments are read.</param>
    /// <param name="maxTokens">After how many tokens reading stops.</param>
    /// <param name="isOpen">Whether a string, a quoted name or a comment does not end.</param>
    public static List<SqlToken> Read(ReadOnlySpan<char> text, SqlDialect dialect, int maxTokens, out bool isOpen)
    {
        var tokens = _spare ?? new List<SqlToken>(Math.Min(64, (text.Length / 4) + 1));
        _spare = null;
        var lexer = new SqlLexer(text, dialect);
        while (tokens.Count < maxTokens && lexer.Next() is { } token)
        {
            tokens.Add(token);
        }

        isOpen = lexer.IsOpen;
        return tokens;
    }

    /// <summary>Gives tokens back that nobody looks at any more, for the next text.</summary>
    public static void Return(List<SqlToken> tokens)
    {
        if (tokens.Capacity <= LargestSpare)
        {
            tokens.Clear();
            _spare = tokens;
        }
    }

    private static bool IsWordStart(char c) => char.IsLetter(c) || c == '_';

    private readonly bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' || (c == '#' && !_dialect.HashComments);

    private readonly char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private SqlToken? Next()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (char.IsWhiteSpace(c) || c == '\0')
            {
                _at++;
            }
            else if (!SkipComment())
            {
                return Read(c);
            }
        }

        return null;
    }

    private bool SkipComment()
    {
        var rest = _text[_at..];
        if ((rest.StartsWith("--", StringComparison.Ordinal) && (!_dialect.HashComments || rest.Length == 2 || rest[2] <= ' '))
            || (rest[0] == '#' && _dialect.HashComments))
        {
            var end = rest.IndexOfAny('\n', '\r');
            _at = end < 0 ? _text.Length : _at + end;
            return true;
        }

        if (_dialect.HashComments && (rest.StartsWith("/*!", StringComparison.Ordinal) || rest.StartsWith("/*M!", StringComparison.Ordinal)))
        {
            // The server runs what is inside; the version before it is not part of it.
            _at += rest.IndexOf('!') + 1;
            while (char.IsAsciiDigit(Peek()))
            {
                _at++;
            }

            return true;
        }

        if (_dialect.HashComments && rest.StartsWith("*/", StringComparison.Ordinal))
        {
            _at += 2;
            return true;
        }

        return rest.StartsWith("/*", StringComparison.Ordinal) && SkipBlock();
    }

    private bool SkipBlock()
    {
        _at += 2;
        for (var depth = 1; depth > 0;)
        {
            var next = _text[_at..].IndexOfAny('/', '*');
            if (next < 0)
            {
                (_at, IsOpen) = (_text.Length, true);
                break;
            }

            _at += next;
            var change = (Peek(), Peek(1)) switch
            {
                ('*', '/') => -1,
                ('/', '*') when _dialect.NestedComments => 1,
                _ => 0,
            };
            depth += change;
            _at += change == 0 ? 1 : 2;
        }

        return true;
    }

    private SqlToken Read(char c)
    {
        var start = _at;
        switch (c)
        {
            case '\'':
                return Quoted(SqlTokenKind.Text, start, '\'', _dialect.BackslashEscapes);
            case '"':
                return Quoted(_dialect.HashComments ? SqlTokenKind.Text : SqlTokenKind.Name, start, '"', _dialect.BackslashEscapes);
            case '`':
                return Quoted(SqlTokenKind.Name, start, '`', false);
            case '[' when _dialect.Brackets:
                return Quoted(SqlTokenKind.Name, start, ']', false);
            case '$' when _dialect.DollarQuotes && DollarTag() is { } tag:
                return Dollar(start, tag);
            case '@' or '?' or '$' or '%' when c is '@' or '?' || char.IsLetterOrDigit(Peek(1)) || Peek(1) == '$':
                return Rest(SqlTokenKind.Parameter, start);
            case ':' when IsWordStart(Peek(1)):
                return Rest(SqlTokenKind.Parameter, start);
        }

        if (Peek(1) == '\'' && "NnEeBbXx".Contains(c))
        {
            _at++;
            return Quoted(SqlTokenKind.Text, start, '\'', _dialect.BackslashEscapes || (_dialect.DollarQuotes && c is 'E' or 'e'));
        }

        return IsWordStart(c) ? Rest(SqlTokenKind.Word, start)
            : char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))) ? Number(start)
            : Sign(start, c);
    }
}
