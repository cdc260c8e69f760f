using System.Buffers;
using System.Runtime.InteropServices;

namespace Hitl.SemanticKernel;

/// <summary>Finds statements of SQL in text that nobody calls SQL.</summary>
internal static class SqlInText
{
    private const int MaxCandidates = 256;
    private const int MaxTokens = 500;

    private static readonly SearchValues<char> Ends = SearchValues.Create(";\n\r");

    /// <summary>Finds what statements in a text do.</summary>
    /// <returns>The risks; <see langword="null"/> when no statement is in it.</returns>
    /// <remarks>A statement may begin where the text, a line or another statement does. Quotes before a semicolon do not matter: a value may close them.</remarks>
    public static SqlRiskSet? Find(ReadOnlySpan<char> text)
    {
        SqlRiskSet? risks = null;
        var candidates = 0;
        for (var at = 0; at < text.Length;)
        {
            var rest = text[at..];
            if (SqlShape.IsHead(Head(rest)) && (at == 0 || text[at - 1] == ';' || IsEnded(rest)))
            {
                if (++candidates > MaxCandidates)
                {
                    (risks ??= new SqlRiskSet()).Add(SqlRisks.NotRead);
                    break;
                }

                Read(rest, ref risks);
            }

            var next = rest.IndexOfAny(Ends);
            at = next < 0 ? text.Length : at + next + 1;
        }

        return risks;
    }

    private static bool IsEnded(ReadOnlySpan<char> rest) => rest.Contains(';');

    private static ReadOnlySpan<char> Head(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\n\r;(");
            if (text.StartsWith("/*", StringComparison.Ordinal) && text.IndexOf("*/", StringComparison.Ordinal) is > 0 and var end)
            {
                // The server runs what is in /*! */.
                text = text.Length > 2 && text[2] == '!' ? text[3..].TrimStart("0123456789") : text[(end + 2)..];
            }
            else if (text.StartsWith("--", StringComparison.Ordinal) && text.IndexOfAny('\n', '\r') is > 0 and var line)
            {
                text = text[line..];
            }
            else
            {
                break;
            }
        }

        var length = 0;
        while (length < text.Length && char.IsAsciiLetter(text[length]))
        {
            length++;
        }

        return text[..length];
    }

    private static void Read(ReadOnlySpan<char> text, ref SqlRiskSet? risks)
    {
        foreach (var dialect in SqlDialect.Differ(text) ? SqlDialect.All : [SqlDialect.TransactSql])
        {
            var list = SqlLexer.Read(text, dialect, MaxTokens, out _);
            var tokens = CollectionsMarshal.AsSpan(list);
            var all = new SqlText(text, tokens);
            var start = 0;
            while (all.IsSign(start, "(") || all.IsSign(start, ";"))
            {
                start++;
            }

            var end = start;
            while (end < all.Count && !all.IsSign(end, ";"))
            {
                end++;
            }

            // A comment at the end is how injected SQL hides what follows it.
            var isEnded = start < end && (end < all.Count || text[tokens[end - 1].End..].Trim().StartsWith("--", StringComparison.Ordinal));
            var sql = all.Slice(start, end);
            if (start < end && SqlShape.IsStatement(sql, isEnded))
            {
                SqlScan.Find(sql, risks ??= new SqlRiskSet(), dialect);
            }

            SqlLexer.Return(list);
        }
    }
}
