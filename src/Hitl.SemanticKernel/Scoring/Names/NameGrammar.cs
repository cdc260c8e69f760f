namespace Hitl.SemanticKernel;

/// <summary>Reads the name of a function as a short sentence.</summary>
/// <remarks>
/// <para>The leading verb governs: <c>get_transfer_status</c> and <c>list_payments</c> read, whatever nouns follow. A
/// conjunction introduces a further verb: <c>check_and_refund</c> does not only read. A name that begins with a noun or an
/// unknown word reads only when a verb of reading follows the noun (<c>slack_list_channels</c>) or ends the name
    /// (<c>OrderLookup</c>) and no other verb speaks against it.</para>
/// <para>Where a name can be read in two ways, the riskier one counts; where it cannot be read, nothing is known.</para>
/// </remarks>
internal static class NameGrammar
{
    /// <summary>Assesses a name.</summary>
    /// <returns>The assessment; not known when the name says nothing.</returns>
    public static RiskAssessment Read(string functionName)
    {
        var all = NameTokens.Split(functionName);
        var words = all.SkipWhile((w, i) => NameVocabulary.Prefixes.Contains(w) && i < all.Count - 1).ToList();
        while (words.Count > 1 && NameVocabulary.Suffixes.Contains(words[^1]))
        {
            words.RemoveAt(words.Count - 1);
        }

        JoinPhrases(words);
        return words.Count > 0 && Governing(words) is { } verb ? NameFindings.Of(verb, words, all) : RiskAssessment.Unknown;
    }

    private static void JoinPhrases(List<string> words)
    {
        for (var i = 0; i < words.Count - 1; i++)
        {
            if (NameVocabulary.Phrases.TryGetValue((words[i], words[i + 1]), out var verb))
            {
                words[i] = verb;
                words.RemoveAt(i + 1);
            }
        }
    }

    /// <summary>The verb that says what the tool does; <see langword="null"/> when there is none.</summary>
    private static Verb? Governing(List<string> words)
    {
        if (words is [var only] && NameVocabulary.Commands.Contains(only))
        {
            return new Verb(only, true, RiskFlags.None, 0, "only reads", IsNounToo: true);
        }

        if (Leading(words) is not { } leading)
        {
            return AfterNoun(words);
        }

        if (leading.Reads)
        {
            return words is ["list", .., "for", "sale"] ? VerbLexicon.Find("sell") : WithFurtherVerbs(leading, words);
        }

        if (words is [var deal, var fact] && NameVocabulary.Deals.Contains(deal) && (fact == "policy" || NamesStanding(words, 0)))
        {
            return Fact(fact);
        }

        // To order, or an order? "order_lookup" and "order_status" are no orders.
        if (leading.IsNounToo && words.Count > 1)
        {
            var rest = words[1..];
            if (NameVocabulary.ReadingAtEnd.Contains(words[^1]) && !rest.Exists(IsEffect))
            {
                return VerbLexicon.Find(words[^1]);
            }
        }

        return leading;
    }

    private static Verb? Leading(List<string> words)
    {
        var word = words[0];
        var rest = words.Skip(1).Select(NameVocabulary.Singular).ToArray();
        if (VerbLexicon.Find(word) is not { } verb)
        {
            // Third person: "deletes_user"; a plural such as "orders" is no verb.
            return !NameVocabulary.Products.Contains(word) && VerbLexicon.Find(NameVocabulary.Singular(word)) is { IsNounToo: false } third ? third : null;
        }

        if (NameVocabulary.ReadingOf.TryGetValue(word, out var readable))
        {
            // The last noun is what the verb is about: "resolve_order_ticket" is about a ticket.
            var reads = rest.Length > 0 && readable.Contains(rest[^1]);
            return reads ? verb with { Reads = true, Flags = RiskFlags.None, Score = 0, Meaning = $"only reads when it is about '{rest[^1]}'" }
                : word == "query" ? verb with { Flags = RiskFlags.CodeExecution, Score = 0.9, Meaning = "may run any query" }
                : verb;
        }

        return Executes(word, rest) ? VerbLexicon.Find("execute") : verb;
    }

    private static Verb? WithFurtherVerbs(Verb leading, List<string> words)
    {
        if (words.Count == 2 && IsPureEffect(words[1]))
        {
            return VerbLexicon.Find(words[1]);
        }

        for (var i = 1; i < words.Count - 1; i++)
        {
            if (!NameVocabulary.Conjunctions.Contains(words[i]))
            {
                continue;
            }

            var next = VerbLexicon.Find(words[i + 1]);
            var joinsVerbs = i == 1 || words[i] == "then";
            if (next is null)
            {
                // "get_and_frobnicate" does something unknown, "get_terms_and_conditions" names two things.
                if (joinsVerbs)
                {
                    return null;
                }
            }
            else if (!next.Reads && (joinsVerbs || !next.IsNounToo || !NamesStanding(words, i + 1)))
            {
                return next;
            }
        }

        return leading;
    }

    private static Verb? AfterNoun(List<string> words)
    {
        var nouns = words.TakeWhile((w, i) => i < words.Count - 1 && NameVocabulary.IsNoun(w) && VerbLexicon.Find(w) is null).Count();
        if (nouns > 0 && nouns < words.Count - 1 && VerbLexicon.Find(words[nouns]) is { Reads: true })
        {
            return Governing(words[nouns..]);
        }

        var last = VerbLexicon.Find(words[^1]);
        if (words.Find(IsPureEffect) is { } effect)
        {
            return VerbLexicon.Find(effect);
        }

        // A product has no updates or orders of its own, so that what follows its name is the verb: "airtable_update_records".
        if (last is not { Reads: true } && NameVocabulary.Products.Contains(words[0]) && words.Count > 2 && IsEffect(words[1]))
        {
            return Governing(words[1..]);
        }

        if (words[^1] is not ("history" or "log") && words.Skip(1).SkipLast(1).FirstOrDefault(NameVocabulary.Alterations.Contains) is { } altering)
        {
            return VerbLexicon.Find(altering);
        }

        if (Executes(words[^1], words.SkipLast(1)))
        {
            return VerbLexicon.Find("execute");
        }

        if (last is { Reads: false })
        {
            return last;
        }

        var beginsWithNoun = NameVocabulary.IsNoun(words[0])
            || VerbLexicon.Find(NameVocabulary.Singular(words[0])) is { IsNounToo: true };
        if (last is { Reads: true } && (beginsWithNoun || NameVocabulary.ReadingAtEnd.Contains(words[^1])))
        {
            return last;
        }

        // "crm_dml_records" may do anything: an unknown word between is no noun for sure, unless what ends the name is nothing one acts on.
        var isFact = NameVocabulary.Facts.Contains(NameVocabulary.Singular(words[^1]))
            && (NamesStanding(words, words.Count - 2) || words.SkipLast(1).All(IsNamed));
        return isFact && beginsWithNoun ? Fact(words[^1]) : null;
    }

    private static Verb Fact(string word) => new(word, true, RiskFlags.None, 0, "names a fact and nothing that is done", IsNounToo: true);

    /// <summary>"… and refund status" ends with a noun; "… and merge records" and "… and reset password status" do not.</summary>
    private static bool NamesStanding(List<string> words, int at) =>
        at == words.Count - 2 && NameVocabulary.Standings.Contains(NameVocabulary.Singular(words[^1]));

    private static bool Executes(string verb, IEnumerable<string> about) =>
        NameVocabulary.ExecutingOf.TryGetValue(verb, out var runnable) && about.Any(runnable.Contains);

    private static bool IsNamed(string word) =>
        NameVocabulary.IsNoun(word)
        || NameVocabulary.Facts.Contains(NameVocabulary.Singular(word))
        || VerbLexicon.Find(NameVocabulary.Singular(word)) is { IsNounToo: true };

    private static bool IsEffect(string word) => VerbLexicon.Find(word) is { Reads: false };

    private static bool IsPureEffect(string word) => VerbLexicon.Find(word) is { Reads: false, IsNounToo: false };
}
