using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What the parameters of a tool say of it.</summary>
/// <remarks>
/// Most parameters say something only of a tool that does something: <c>get_balance(iban)</c> and
/// <c>list_files(recursive)</c> read. Few tell by themselves: a <c>delete</c> or <c>new_password</c> is for no reading.
/// </remarks>
internal static class ParameterFindings
{
    private const string Source = "parameter";
    private const int MaxParameters = 256;
    private const int MaxNameLength = 200;

    /// <summary>Adds the parameters to what is known of a tool.</summary>
    /// <param name="risk">What else is known.</param>
    /// <param name="schema">The schema of the arguments.</param>
    public static RiskAssessment Apply(RiskAssessment risk, JsonElement? schema)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object)
        {
            return risk;
        }

        List<(string Name, List<string> Words)> parameters =
            [.. properties.EnumerateObject().Take(MaxParameters).Where(p => p.Name.Length <= MaxNameLength).Select(p => (p.Name, NameTokens.Split(p.Name)))];
        foreach (var (name, words) in parameters)
        {
            if (ParameterVocabulary.TellingByItself(words) is var (flags, score))
            {
                risk = risk.Raised(Source, flags, score, $"The parameter '{name}' is for no tool that only reads");
            }
        }

        if (risk is not { IsKnown: true, IsReadOnly: false })
        {
            return risk;
        }

        foreach (var (name, words) in parameters)
        {
            foreach (var flag in ParameterVocabulary.FlagsOf(words))
            {
                risk = Noted(risk, flag, name);
            }
        }

        risk = Together(risk, parameters, RiskFlags.Financial, ["amount"], ["currency", "payee", "beneficiary", "account"]);
        return Together(risk, parameters, RiskFlags.External, ["to"], ["body", "message", "subject", "text", "content"]);
    }

    private static RiskAssessment Together(RiskAssessment risk, List<(string Name, List<string> Words)> parameters, RiskFlags flag, string[] some, string[] with)
    {
        var first = parameters.Find(p => p.Words.Count > 0 && some.Contains(p.Words[^1])).Name;
        var second = parameters.Find(p => p.Words.Exists(with.Contains)).Name;
        return first is null || second is null ? risk : Noted(risk, flag, $"{first}' with '{second}");
    }

    private static RiskAssessment Noted(RiskAssessment risk, RiskFlags flag, string name) => risk.Flags.HasFlag(flag)
        ? risk
        : risk.Raised(Source, flag, 0.8, $"The parameter '{name}' makes it {flag}");
}
