using System.Text;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>Passages in quotation marks.</summary>
internal static partial class Quotations
{
    private const int FewestWords = 3;
    private const int MaxCount = 50;

    /// <summary>Finds passages of three words or more.</summary>
    public static List<string> Find(string text)
    {
        var found = new List<string>();
        foreach (Match match in Marks.Matches(text))
        {
            var passage = match.Groups.Values.Skip(1).First(g => g.Success).Value;
            if (Words(passage).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= FewestWords)
            {
                found.Add(passage);
            }

            if (found.Count == MaxCount)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The words of a text in small letters, a blank on each side: how they are separated does not count.</summary>
    public static string Words(string text)
    {
        var words = new StringBuilder(text.Length + 2).Append(' ');
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                words.Append(char.ToLowerInvariant(c));
            }
            else if (words[^1] != ' ' && c is not ('\'' or '’'))
            {
                words.Append(' ');
            }
        }

        return words[^1] == ' ' ? words.ToString() : words.Append(' ').ToString();
    }

    [GeneratedRegex("\"([^\"\\n]{10,500})\"|“([^”\\n]{10,500})”|„([^“”\\n]{10,500})[“”]|«([^»\\n]{10,500})»", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Marks { get; }
}
