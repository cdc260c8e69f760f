using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>The verbs of tools' names and what they say of a tool.</summary>
/// <remarks>
/// A verb belongs to the readers only when tools that carry it hardly ever change anything; one that may go either way
/// (draft, stage, request, resolve) belongs to the rest, because a call that waits without need costs less than one that runs.
/// </remarks>
internal static class VerbLexicon
{
    private static readonly FrozenDictionary<string, Verb> Verbs = Build();

    /// <summary>Looks a word up; <see langword="null"/> when it is no verb of the lexicon.</summary>
    public static Verb? Find(string word) => Verbs.GetValueOrDefault(word);

    private static FrozenDictionary<string, Verb> Build()
    {
        var nounsToo = WordList.Of("""
            access alert answer assist award backup ban bid bill block book bookmark boost broadcast build buy call cash change charge
            clone code comment commit contact copy credit debit deploy deposit design display dispatch dispute donate download
            draft email escrow estimate exchange exec export fax file fine fix flag follow fork form format forward freeze fund
            gift grant hire hold import install invite invoice issue label launch lease lend license lift link load loan lock
            log mail mark match merge message monitor move mute name note notice notify offer order page park patch
            pause pay pin ping pitch place plan play plug post press price print process publish pull purchase push
            query quote rate reboot recall record recover refund register release rent repair reply report repost request
            reserve reset resolve restart return review reward rewrite ride route rule run sale save schedule script sell set
            share shell ship shutdown sign signal sms sponsor sql stage star start state stop store stream subject submit
            subscribe supply support survey swap switch sync tag task terminal test text ticket tip top trade transfer transport
            trash trigger tweet type update upgrade upload use visit vote wager watch webhook wire withdraw work yield
            """).ToFrozenSet();
        var verbs = new Dictionary<string, Verb>(StringComparer.Ordinal);

        void Add(string words, bool reads, RiskFlags flags, double score, string meaning)
        {
            foreach (var word in WordList.Of(words))
            {
                verbs.Add(word, new Verb(word, reads, flags, score, meaning, nounsToo.Contains(word)));
            }
        }

        Add(VerbWords.Reading, true, RiskFlags.None, 0, "only reads");
        Add(VerbWords.Destroying, false, RiskFlags.Destructive, 0.9, "deletes, overwrites or disables something");
        Add(VerbWords.DestroyingForGood, false, RiskFlags.Destructive | RiskFlags.Irreversible, 1, "destroys something for good");
        Add(VerbWords.Paying, false, RiskFlags.Financial, 0.9, "moves or commits money");
        Add(VerbWords.Telling, false, RiskFlags.External, 0.8, "reaches people or systems outside");
        Add(VerbWords.Empowering, false, RiskFlags.Privilege, 0.9, "changes who may do what");
        Add(VerbWords.Executing, false, RiskFlags.CodeExecution, 0.9, "runs code, commands or queries");
        Add(VerbWords.Changing, false, RiskFlags.None, 0.7, "changes something");
        Add(VerbWords.PerhapsChanging, false, RiskFlags.None, 0.7, "may change something");
        return verbs.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
