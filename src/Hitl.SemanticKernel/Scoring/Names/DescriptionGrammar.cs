using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>Reads what a tool says that it does.</summary>
/// <remarks>
/// <para>Only verbs count that say what the tool does: the first of a sentence ("Deletes the old report") and those that a
/// conjunction joins to it ("… and emails the owner"). Words after a negation say nothing ("never sends").</para>
/// <para>The name governs: a description raises what the name suggests and never lowers it. It makes a tool known as reading
/// only when the name says nothing and the description is believed.</para>
/// </remarks>
internal static class DescriptionGrammar
{
    private const string Source = "description";
    private const int MaxLength = 4_000;

    private static readonly char[] SentenceEnds = ['.', '!', '?', ';', '\n', '\r', '•'];

    /// <summary>Words before the verb: "This tool will permanently delete".</summary>
    private static readonly FrozenSet<string> Before = Words("""
        a also an and api async automatically be bulk can command currently either endpoint first finally forcibly function helper
        immediately is it may method on permanently please quickly safely server service should simply that the then this to
        tool used useful utility which will you your for
        """);

    private static readonly FrozenSet<string> Negations = Words("""
        aren avoid aren't can't cannot couldn't didn't doesn doesn't don don't instead isn isn't neither never no non nor not
        nothing rather shouldn't unless without won won't wouldn't
        """);

    private static readonly FrozenSet<string> Joining = Words("also and or plus then");

    private static readonly FrozenSet<string> Determiners = Words("a all an another any each every her his its my new one our that the their these this those your");

    /// <summary>Verbs that descriptions begin with whatever the tool does.</summary>
    private static readonly FrozenSet<string> Light = Words("""
        accept access allow answer ask assist be build call combine complete connect continue control convert display do enable enhance
        ensure execute follow format generate give guide handle have help implement include interpret introduce invoke join let
        load log make manage map match monitor need note offer order pass perform play prepare process produce provide query
        render report request require resolve return run select serve set show simulate solve sort start state step stop
        stream suggest supply support take tell test think throw trigger try use wait watch work wrap
        """);

    /// <summary>Verbs of reading that names do not begin with.</summary>
    private static readonly FrozenSet<string> Returning = Words("return report");

    private static readonly string[] NoWayBack = ["cannot be undone", "can't be undone", "can not be undone", "cannot be reversed", "cannot be recovered", "irreversibl", "irrevocabl", "no undo"];

    /// <summary>Adds a description to what the name suggests.</summary>
    /// <param name="risk">What the name suggests.</param>
    /// <param name="description">The description.</param>
    /// <param name="isBelieved">Whether it may make a tool known as reading.</param>
    public static RiskAssessment Apply(RiskAssessment risk, string? description, bool isBelieved)
    {
        if (description is null)
        {
            return risk;
        }

        var text = description.Length > MaxLength ? description[..MaxLength] : description;
        string? reading = null;
        var raised = risk;
        foreach (var sentence in text.Split(SentenceEnds, StringSplitOptions.RemoveEmptyEntries))
        {
            var words = Affirmed(sentence);
            foreach (var (at, verb) in Doing(words))
            {
                raised = Raise(raised, words, at, verb);
            }

            reading ??= ReadingVerb(words);
        }

        if (raised is { IsKnown: true, IsReadOnly: false } && Array.Find(NoWayBack, p => text.Contains(p, StringComparison.OrdinalIgnoreCase)) is { } phrase)
        {
            raised = raised.Raised(Source, RiskFlags.Irreversible, 0.9, $"'{phrase}' in the description leaves no way back");
        }

        var says = !raised.IsKnown && isBelieved ? reading : null;
        return says is null ? raised : new RiskAssessment { IsReadOnly = true, Reasons = [new RiskReason(Source, $"'{says}' in the description only reads")] };
    }

    private static RiskAssessment Raise(RiskAssessment risk, List<string> words, int at, Verb verb)
    {
        var word = words[at];
        risk = risk.Raised(Source, verb.Flags, verb.Score, $"'{word}' in the description {verb.Meaning}");
        if (at + 1 < words.Count && NameVocabulary.Many.Contains(words[at + 1]))
        {
            risk = risk.Raised(Source, RiskFlags.Bulk, 0.8, $"'{word} {words[at + 1]}' in the description touches many things at once");
        }

        return at > 0 && NameVocabulary.ForGood.Contains(words[at - 1])
            ? risk.Raised(Source, RiskFlags.Irreversible, 0.9, $"'{words[at - 1]}' in the description leaves no way back")
            : risk;
    }

    /// <summary>The words of a sentence up to its first negation.</summary>
    private static List<string> Affirmed(string sentence)
    {
        var words = new List<string>();
        foreach (var part in sentence.Split([' ', '\t', ',', ':', '(', ')', '"', '`', '*', '/'], StringSplitOptions.RemoveEmptyEntries))
        {
            var word = part.Trim('\'', '-', '_', '’', '[', ']', '#').Replace('’', '\'').ToLowerInvariant();
            if (Negations.Contains(word))
            {
                break;
            }

            if (word.Length > 0)
            {
                words.Add(word);
            }
        }

        return words;
    }

    /// <summary>The verbs that say what the tool does, other than reading.</summary>
    private static IEnumerable<(int At, Verb Verb)> Doing(List<string> words)
    {
        var first = First(words);
        for (var i = first; i < words.Count; i++)
        {
            var leads = i == first;
            if (!leads && !Joining.Contains(words[i - 1]) && !(i > 1 && NameVocabulary.ForGood.Contains(words[i - 1]) && Joining.Contains(words[i - 2])))
            {
                continue;
            }

            var found = VerbLexicon.Find(words[i]);
            var third = found is null ? VerbLexicon.Find(NameVocabulary.Singular(words[i])) ?? VerbLexicon.Find(words[i].TrimEnd('s')) : null;
            var verb = found ?? third;
            if (verb is null or { Reads: true } || Light.Contains(verb.Word))
            {
                continue;
            }

            // "Refunds of a customer" names things, "Refunds the customer" does something.
            var isVerb = verb.IsNounToo
                ? i + 1 < words.Count && Determiners.Contains(words[i + 1])
                : leads || third is not null || (i + 1 < words.Count && Determiners.Contains(words[i + 1]));
            if (isVerb)
            {
                yield return (i, verb);
            }
        }
    }

    /// <summary>The reading verb that leads a sentence: "Returns the …", "Search the …".</summary>
    private static string? ReadingVerb(List<string> words)
    {
        var first = First(words);
        if (first >= words.Count - 1)
        {
            return null;
        }

        var word = words[first];
        var verb = VerbLexicon.Find(word) ?? VerbLexicon.Find(NameVocabulary.Singular(word)) ?? VerbLexicon.Find(word.TrimEnd('s'));
        return verb is { Reads: true } || Returning.Contains(word.TrimEnd('s')) ? word : null;
    }

    private static int First(List<string> words)
    {
        var i = 0;
        while (i < words.Count && (Before.Contains(words[i]) || ((words[i] is "use" or "uses" or "call") && i + 1 < words.Count && words[i + 1] is "this" or "it" or "to")))
        {
            i++;
        }

        return i;
    }

    private static FrozenSet<string> Words(string text) => WordList.Of(text).ToFrozenSet(StringComparer.Ordinal);
}
