using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>One command of a command line.</summary>
/// <param name="Words">Its words, without quotes.</param>
/// <param name="IsPiped">Whether it reads what the command before it writes.</param>
internal sealed record ShellCommand(List<string> Words, bool IsPiped);

/// <summary>Splits command lines of any shell into commands and words, undoing what hides them: quotes, escapes, <c>$IFS</c>, braces.</summary>
internal static class CommandLine
{
    private const int MaxWords = 2_000;

    /// <summary>Splits a text.</summary>
    public static List<ShellCommand> Read(ReadOnlySpan<char> text)
    {
        var reader = new Reader(text);
        return reader.Read();
    }

    private ref struct Reader(ReadOnlySpan<char> text)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private readonly List<ShellCommand> _commands = [];
        private readonly StringBuilder _word = new();
        private List<string> _words = [];
        private bool _isPiped;
        private bool _hasWord;
        private int _total;

        public List<ShellCommand> Read()
        {
            for (var i = 0; i < _text.Length && _total < MaxWords; i++)
            {
                i = At(i);
            }

            EndCommand(piped: false);
            return _commands;
        }

        private int At(int i)
        {
            var c = _text[i];
            switch (c)
            {
                case '&' when Previous(i) is '>' or '<' || Next(i) == '>':
                    Append(c);
                    return i;
                case ' ' or '\t':
                    EndWord();
                    return i;
                case ';' or '\n' or '\r' or '&' or '(' or ')':
                    EndCommand(piped: false);
                    return i;
                case '|':
                    var isOr = Next(i) == '|';
                    EndCommand(piped: !isOr);
                    return isOr ? i + 1 : i;
                case '`' when !(IsLetter(i - 1) && IsLetter(i + 1)):
                    EndCommand(piped: false);
                    return i;
                case '`' or '^':
                    return i;
                case '\\' when !KeepsBackslashes():
                    return Escaped(i);
                case '\'' or '"' when _text[(i + 1)..].IndexOf(c) is >= 0 and var length:
                    return Quoted(i, length, c);
                case '$':
                    return Dollar(i);
                default:
                    Append(c);
                    return i;
            }
        }

        private readonly char Next(int i) => i + 1 < _text.Length ? _text[i + 1] : '\0';

        private readonly char Previous(int i) => i > 0 ? _text[i - 1] : '\0';

        private readonly bool IsLetter(int i) => (uint)i < (uint)_text.Length && char.IsAsciiLetter(_text[i]);

        /// <summary>Windows writes paths with them.</summary>
        private readonly bool KeepsBackslashes() => _word.Length > 1 && (_word[1] == ':' || _word[0] == '\\' || _word[0] == '.' || _word[0] == '%');

        private int Escaped(int i)
        {
            if (Next(i) == '\\' && _word.Length == 0)
            {
                Append('\\');
                Append('\\');
                return i + 1;
            }

            if (Next(i) is not ('\n' or '\0'))
            {
                Append(_text[i + 1]);
            }

            return i + 1;
        }

        private int Quoted(int i, int length, char quote)
        {
            var inner = _text.Slice(i + 1, length);
            _hasWord = true;
            if (quote == '"' && _word.Length == 0 && inner.Contains("$(", StringComparison.Ordinal))
            {
                // What is put in runs as well.
                _words.Add(inner.ToString());
            }

            _word.Append(inner);
            return i + 1 + length;
        }

        private int Dollar(int i)
        {
            var rest = _text[i..];
            foreach (var separator in (ReadOnlySpan<string>)["${IFS}", "$IFS$9", "$IFS"])
            {
                if (rest.StartsWith(separator, StringComparison.OrdinalIgnoreCase))
                {
                    EndWord();
                    return i + separator.Length - 1;
                }
            }

            if (Next(i) is '@' or '*' || (char.IsAsciiDigit(Next(i)) && _word.Length > 0))
            {
                return i + 1;
            }

            Append('$');
            return i;
        }

        private void Append(char c)
        {
            _hasWord = true;
            _word.Append(c);
        }

        private void EndWord()
        {
            if (!_hasWord)
            {
                return;
            }

            var word = _word.ToString();
            _word.Clear();
            _hasWord = false;
            _total++;
            if (word is ['{', _, ..] && word.Contains(','))
            {
                _words.AddRange(word.Trim('{', '}').Split(','));
            }
            else if (word is not ("{" or "}" or "then" or "do" or "else" or "!"))
            {
                _words.Add(word);
            }
        }

        private void EndCommand(bool piped)
        {
            EndWord();
            if (_words.Count > 0)
            {
                _commands.Add(new ShellCommand(_words, _isPiped));
                _words = [];
            }

            _isPiped = piped;
        }
    }
}
