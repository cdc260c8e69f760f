using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>The text that tokens make together, to find what was written with which of them. White space does not count: servers write JSON anew.</summary>
internal sealed class TokenText
{
    private readonly StringBuilder _text = new();
    private readonly List<int> _tokens = [];

    /// <summary>Reads tokens.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="first">The first that is read.</param>
    public TokenText(List<TokenProbabilities.Token> tokens, int first)
    {
        for (var i = first; i < tokens.Count; i++)
        {
            foreach (var c in tokens[i].Text)
            {
                if (!char.IsWhiteSpace(c))
                {
                    _text.Append(Plain(c));
                    _tokens.Add(i);
                }
            }
        }
    }

    /// <summary>Finds the tokens that a call was written with.</summary>
    /// <returns><see langword="null"/> when they cannot be told from others.</returns>
    public Found? Find(string name, string arguments)
    {
        var text = _text.ToString();
        (name, arguments) = (Compact(name), Compact(arguments));
        var at = arguments.Length > 2 ? text.IndexOf(arguments, StringComparison.Ordinal) : -1;
        var named = name.Length == 0 ? -1 : at > 0 ? text.LastIndexOf(name, at - 1, StringComparison.Ordinal) : at < 0 ? text.IndexOf(name, StringComparison.Ordinal) : -1;
        return at < 0 && (named < 0 || arguments.Length > 2) ? null : new Found(Range(named, name.Length), Range(at, arguments.Length));
    }

    private (int First, int Last) Range(int at, int length) => at < 0 ? (0, -1) : (_tokens[at], _tokens[at + length - 1]);

    private static string Compact(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)).Select(Plain));

    /// <summary>Clients write a hyphen in names as an underscore.</summary>
    private static char Plain(char c) => c == '-' ? '_' : c;

    /// <summary>The tokens of a call.</summary>
    /// <param name="Name">From the first to the last of its name; the last is before the first when it has none.</param>
    /// <param name="Arguments">The same of its arguments.</param>
    public readonly record struct Found((int First, int Last) Name, (int First, int Last) Arguments)
    {
        public bool Has(int token) => (token >= Name.First && token <= Name.Last) || (token >= Arguments.First && token <= Arguments.Last);
    }
}
