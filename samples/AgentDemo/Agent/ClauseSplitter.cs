using System.Text.RegularExpressions;

namespace AgentDemo.Agent;

/// <summary>Splits a message into clauses: "look up order 1042, refund it and mail ana@example.com saying done" has three.</summary>
internal static partial class ClauseSplitter
{
    public static IReadOnlyList<Clause> Split(string message)
    {
        var clauses = new List<Clause>();
        int position = 0;
        while (position < message.Length)
        {
            Match sql = Statement().Match(message, position);
            Match verb = Verb().Match(message, position);
            if (sql.Success && (!verb.Success || sql.Index <= verb.Groups["verb"].Index || IsLeadIn(message, verb, sql)))
            {
                clauses.Add(new Clause(RequestKind.Query, sql.Groups["sql"].Value.Trim(), sql.Index));
                position = sql.Index + sql.Length;
                continue;
            }

            if (!verb.Success)
            {
                break;
            }

            RequestKind kind = KindOf(verb);
            int start = verb.Groups["verb"].Index;
            int end = EndOf(message, start + verb.Groups["verb"].Length, kind);
            clauses.Add(new Clause(kind, message[start..end].Trim(), start));
            position = end;
        }

        // "The customer would like a refund": no clause begins with the verb, so the first one that is there counts.
        return clauses.Count == 0 && LooseVerb().Match(message) is { Success: true } loose
            ? [new Clause(KindOf(loose), message, 0)]
            : clauses;
    }

    private static bool IsLeadIn(string message, Match verb, Match sql) =>
        KindOf(verb) == RequestKind.Query && EndOf(message, verb.Index + verb.Length, RequestKind.Lookup) >= sql.Index;

    private static int EndOf(string message, int from, RequestKind kind)
    {
        // What a mail says runs on over commas and verbs; quotes keep it together in any case.
        Regex next = kind == RequestKind.Mail && Saying().Match(message, from) is { Success: true } ? StrongVerb() : Verb();
        int position = from;
        while (position < message.Length)
        {
            Match verb = next.Match(message, position);
            Match quote = Quoted().Match(message, position);
            if (quote.Success && (!verb.Success || quote.Index < verb.Groups["verb"].Index))
            {
                position = quote.Index + quote.Length;
                continue;
            }

            int end = verb.Success ? verb.Index : message.Length;
            Match sql = kind == RequestKind.Mail ? Match.Empty : Statement().Match(message, from);
            return sql.Success ? Math.Min(end, sql.Index) : end;
        }

        return message.Length;
    }

    private static RequestKind KindOf(Match match) => match.Groups["verb"].Value.ToLowerInvariant() switch
    {
        "reimburse" or "pay back" or "give back" or "money back" => RequestKind.Refund,
        var verb when verb.EndsWith("refund", StringComparison.Ordinal) => RequestKind.Refund,
        "delete" or "remove" or "erase" => RequestKind.Delete,
        "send" or "email" or "e-mail" or "mail" or "write" or "tell" or "inform" or "notify" => RequestKind.Mail,
        "run" or "execute" or "query" or "sql" => RequestKind.Query,
        _ => RequestKind.Lookup,
    };

    private const string Verbs =
        @"(?<verb>look\s*up|look\s+at|(?:issue|process|make|give|grant|do)\s+(?:\w+\s+){0,3}?refund|check|find|show|get|refund|reimburse|pay\s+back|give\s+back|delete|remove|erase|send|e-?mail|mail|write|tell|inform|notify|run|execute|query|sql)\b";

    private const string Polite = @"(?:(?:and|then|also|please|plus|now|first|can\s+you|could\s+you|would\s+you|i\s+want\s+you\s+to|i\s+need\s+you\s+to|i(?:'d|’d|\s+would)\s+like\s+(?:you\s+)?to|finally|afterwards)\b[\s,:]*)*";

    private const RegexOptions Lenient = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"(?:^\s*|[.,;:!?\n&]\s*|\s(?=(?:and|then|also|please|plus|can|could|would|i)\b))" + Polite + Verbs, Lenient)]
    private static partial Regex Verb();

    [GeneratedRegex(@"(?:[.;!?\n]\s*|,?\s(?=(?:and|then)\b))(?:and\b\s*|then\b\s*|also\b\s*|please\b\s*)*" + Verbs, Lenient)]
    private static partial Regex StrongVerb();

    [GeneratedRegex(@"(?<!\b(?:do\s+not|don't|don’t|never|not|no)\s+(?:a\s+)?)\b(?:" + Verbs + @"|(?<verb>money\s+back)\b)", Lenient)]
    private static partial Regex LooseVerb();

    [GeneratedRegex(@"\b(?:saying|says|say|that|text|body|message)\b|:", Lenient)]
    private static partial Regex Saying();

    [GeneratedRegex("\"[^\"]*\"|“[^”]*”|`[^`]*`", Lenient)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?:[""“`]\s*)?(?<sql>\b(?:SELECT\s.+?\sFROM\s|DELETE\s+FROM\s|UPDATE\s+\w+\s+SET\s|DROP\s+TABLE\s|INSERT\s+INTO\s|TRUNCATE\s|ALTER\s+TABLE\s)(?:'(?:[^']|'')*'|(?!,?\s+(?:and\s+then|then|and\s+also|and\s+please)\s|,\s+and\s|\s+and\s+(?:refund|delete\s+customer|look|send|e-?mail|mail|show|check)\b)[^;""”`'])*)(?:[;""”`.]|$)?", Lenient)]
    private static partial Regex Statement();
}
