using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>The words of parameters' names.</summary>
internal static class ParameterVocabulary
{
    private static readonly FrozenSet<string> Destroying = Words("delete destroy erase overwrite purge wipe");

    private static readonly FrozenSet<string> BeforeVerb = Words("also and auto confirm do force hard should soft then");

    private static readonly FrozenSet<string> Filters = Words("at by date deleted from id ids key marker only since status time timestamp until");

    private static readonly (RiskFlags Flag, FrozenSet<string> Words)[] Telling =
    [
        (RiskFlags.Destructive, Words("force forced overwrite recursive")),
        (RiskFlags.Irreversible, Words("permanent permanently irreversible irreversibly")),
        (RiskFlags.Financial, Words("iban bic swift payee beneficiary cvv cvc payment payout")),
        (RiskFlags.External, Words("bcc cc recipient invitee attendee webhook callback")),
        (RiskFlags.Privilege, Words("password passwd passphrase role permission privilege acl admin sudo entitlement")),
        (RiskFlags.CodeExecution, Words("sql command cmd shell script")),
        (RiskFlags.Bulk, Words("all bulk everyone everything")),
    ];

    /// <summary>What a parameter says that no tool that only reads has.</summary>
    /// <param name="words">The words of its name.</param>
    public static (RiskFlags Flags, double Score)? TellingByItself(List<string> words)
    {
        if (words.Count == 0)
        {
            return null;
        }

        if (words is ["new", "password"] or ["new", "passphrase"] or ["confirm" or "repeat", "new", "password"])
        {
            return (RiskFlags.Privilege, 0.9);
        }

        if (words[0] == "mark" && words.Exists(w => w is "read" or "seen" or "done" or "resolved"))
        {
            return (RiskFlags.None, 0.7);
        }

        var verb = words.Find(w => !BeforeVerb.Contains(w));
        return verb is not null && Destroying.Contains(verb) && !Filters.Contains(words[^1]) ? (RiskFlags.Destructive, 0.9) : null;
    }

    /// <summary>What a parameter says of a tool that does something.</summary>
    /// <param name="words">The words of its name.</param>
    public static IEnumerable<RiskFlags> FlagsOf(List<string> words) =>
        Telling.Where(t => words.Exists(w => t.Words.Contains(w) || t.Words.Contains(NameVocabulary.Singular(w)))).Select(t => t.Flag);

    private static FrozenSet<string> Words(string text) => WordList.Of(text).ToFrozenSet(StringComparer.Ordinal);
}
