using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>Looks for promises in answers: what binds the organisation, or is advice that only professionals give.</summary>
internal sealed partial class PromiseOutput : IInlineOutputScorer
{
    private const double Risk = 0.7;
    private const int LongestQuote = 80;

    private readonly Regex[] _patterns;

    public PromiseOutput(OutputOptions options) =>
        _patterns = [.. options.Promises ? [English, German, French, Spanish] : Array.Empty<Regex>(), .. options.PromisePatterns.Select(CallCondition.Compile)];

    public RiskAssessment Score(AgentOutput output)
    {
        List<RiskReason>? reasons = null;
        foreach (var pattern in _patterns)
        {
            if (Find(pattern, output.Text) is { } promise)
            {
                (reasons ??= []).Add(new RiskReason("promise", promise));
            }
        }

        return reasons is null ? RiskAssessment.Unknown : new RiskAssessment { Score = Risk, Reasons = reasons };
    }

    private static string? Find(Regex pattern, string text)
    {
        try
        {
            return pattern.Match(text) is { Success: true, Value: var words }
                ? $"the answer promises something: \"{(words.Length > LongestQuote ? words[..LongestQuote] : words)}\""
                : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return "the answer took too long to be searched for a promise";
        }
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(?:we|i)(?:'ll| will| shall| can|'ve| have)?(?: (?:hereby|fully|always|personally|already|also|gladly))? (?:guarantee|promise|warrant|refund(?! (?:policy|polic))|reimburse|compensate|waive|cover (?:the|all|your) (?:cost|damage|loss)|accept (?:full |all )?(?:liability|responsibility)|commit to|match (?:the|any) price)(?:ed|d|s)?\b(?! (?:that )?(?:nothing|no\b))|\b(?:is|are) (?:100 ?% |fully |absolutely )?guaranteed\b|\byou(?:'ll| will| are going to) (?:get|receive|be (?:paid|given|granted))(?: \w+){0,4} (?:refund|reimbursement|compensation|discount|credit|voucher|replacement)\b|\byou(?:'ll| will) be (?:fully )?(?:refunded|reimbursed|compensated)\b|\byour (?:\w+ ){0,2}(?:fee|fine|penalty|payment|deductible|charge)s? (?:is|are|will be|has been|have been) waived\b|\byou are (?:legally )?entitled to\b|\b(?:legally|contractually) binding\b|\bmy legal advice\b|\byou (?:should|can|could|must) (?:definitely )?sue\b|\byou (?:will|would) win (?:the|this|your) (?:case|claim|lawsuit)\b|\b(?:stop|start|double|skip|increase|reduce) (?:taking )?your (?:medication|medicine|dose|dosage|insulin|treatment|pills?)\b|\b(?:will|can) cure (?:you|your|this|it)\b|\byour diagnosis is\b|\b(?:it is|it's|this is) (?:completely |perfectly |absolutely )?safe (?:for you )?to take\b|\b(?:guaranteed|risk-free) returns?\b", Options, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex English { get; }

    [GeneratedRegex(@"\b(?:wir|ich) (?:garantieren?|versprech(?:en?)|verspreche|erstatten?|ersetzen?|entschädigen?|verzichten? auf|übernehmen? (?:die |alle |sämtliche )?(?:haftung|kosten|verantwortung)|sichern? (?:ihnen|dir) (?:zu|\w+ zu))\b(?! (?:nicht|kein))|\b(?:wir|ich) werden? (?:ihnen|dir|die|den|das|ihre?n?) [^.!?\n]{0,60}\b(?:erstatten|ersetzen|zurückzahlen|erlassen|auszahlen)\b|\b(?:sie|du) (?:erhalten|bekommen|erhältst|bekommst) (?:\w+ ){0,4}(?:rückerstattung|erstattung|entschädigung|gutschrift|rabatt|ersatz)\b|\b(?:ist|sind|wird|werden) (?:ihnen )?(?:garantiert|zugesichert|erlassen)\b|\bhaben (?:\w+ )?(?:einen )?(?:rechts)?anspruch auf\b|\brechtlich (?:bindend|verbindlich)\b|\bsetzen sie (?:\w+ ){0,3}(?:medikament\w*|tabletten?) ab\b", Options, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex German { get; }

    [GeneratedRegex(@"\b(?:nous|je) (?:vous )?(?:garantiss(?:ons)|garantis|promett(?:ons)|promets|rembours(?:ons|erons|e|erai)|indemnis(?:ons|erons)|dédommager(?:ons|ai))\b(?! pas)|\bnous nous engageons à\b|\bje m'engage à\b|\bvous (?:serez|allez être) (?:intégralement )?(?:remboursée?s?|indemnisée?s?|dédommagée?s?)\b|\bvous (?:recevrez|allez recevoir|obtiendrez) (?:\w+ ){0,4}(?:remboursement|indemnité|avoir|remise|indemnisation)\b|\b(?:est|sont) garantie?s?\b(?! par)|\bvous avez droit à\b|\bjuridiquement contraignant\b|\barrêtez (?:de prendre )?votre (?:traitement|médicament)", Options, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex French { get; }

    [GeneratedRegex(@"(?<!\bno )\b(?:(?:le|les|te) )?(?:garantizamos|prometemos|garantizo|prometo|reembolsaremos|devolveremos|indemnizaremos|compensaremos)\b|\bnos comprometemos a\b|\bme comprometo a\b|\b(?:recibirá|recibirás|obtendrá|obtendrás) (?:\w+ ){0,4}(?:reembolso|devolución|indemnización|compensación|descuento)\b|\b(?:está|están) garantizad[oa]s?\b|\b(?:tiene|tienes) derecho a\b|\blegalmente vinculante\b|\bdeje de tomar (?:su|el|la) (?:medicación|medicamento|tratamiento)", Options, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Spanish { get; }
}
