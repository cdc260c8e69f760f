namespace Hitl.SemanticKernel;

/// <summary>Turns the verb of a name and the words around it into an assessment.</summary>
internal static class NameFindings
{
    /// <summary>Assesses a name.</summary>
    /// <param name="verb">The verb that says what the tool does.</param>
    /// <param name="words">The words of the name that count.</param>
    /// <param name="all">All words of the name, those before the verb included.</param>
    public static RiskAssessment Of(Verb verb, List<string> words, List<string> all)
    {
        List<RiskReason> reasons = [Reason($"'{verb.Word}' in the name {verb.Meaning}")];
        var personal = PersonalData.Find(verb.Word, words);
        if (verb.Reads && personal is not null)
        {
            reasons.Add(Reason($"'{personal}' in the name is personal data"));
            return new RiskAssessment { Score = PersonalData.Score, Flags = RiskFlags.Privacy, IsReadOnly = true, Reasons = reasons };
        }

        if (verb.Reads)
        {
            return new RiskAssessment { IsReadOnly = true, Reasons = reasons };
        }

        var (flags, score) = (verb.Flags, verb.Score);
        void Note(RiskFlags flag, double atLeast, string why)
        {
            if (!flags.HasFlag(flag))
            {
                (flags, score) = (flags | flag, Math.Max(score, atLeast));
                reasons.Add(Reason(why));
            }
        }

        foreach (var word in words.Where(w => w != verb.Word))
        {
            if (NameVocabulary.NounFlags.TryGetValue(NameVocabulary.Singular(word), out var flag))
            {
                Note(flag, 0.8, $"'{word}' in the name makes it {flag}");
            }
        }

        if (personal is not null || (verb.Word == "export" && words.Exists(NameVocabulary.People.Contains)))
        {
            Note(RiskFlags.Privacy, 0.8, $"'{personal ?? words.Find(NameVocabulary.People.Contains)}' in the name is personal data");
        }

        if (all.Find(NameVocabulary.Many.Contains) is { } many)
        {
            Note(RiskFlags.Bulk, 0.8, $"'{many}' in the name touches many things at once");
        }

        if (all.Find(NameVocabulary.ForGood.Contains) is { } forGood)
        {
            Note(RiskFlags.Irreversible, 0.9, $"'{forGood}' in the name leaves no way back");
        }

        return new RiskAssessment { Score = score, Flags = flags, Reasons = reasons };
    }

    private static RiskReason Reason(string text) => new("name", text);
}
