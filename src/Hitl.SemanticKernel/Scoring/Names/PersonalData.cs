using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>Tells from a name whether what a tool reads is personal beyond everyday use.</summary>
/// <remarks>
/// A profile, an account or an address is everyday work. The score stays below what the default policy watches, so that such a
/// read proceeds; the flag is there for the app's policy and for what the data meets later.
/// </remarks>
internal static class PersonalData
{
    /// <summary>The risk of reading it.</summary>
    public const double Score = 0.25;

    private static readonly FrozenSet<string> Reading = Words("export extract fetch find get list lookup read retrieve search show view");

    private static readonly FrozenSet<string> Personal = Words("""
        biometrics diagnoses diagnosis fingerprint fingerprints passport passports payslip payslips prescription prescriptions
        salaries salary ssn ssns
        """);

    private static readonly FrozenSet<string> Kinds = Words("health medical patient payroll");

    private static readonly FrozenSet<string> Records = Words("chart charts data file files history record records");

    /// <summary>The word that says so; <see langword="null"/> when none does.</summary>
    /// <param name="verb">The verb that says what the tool does.</param>
    /// <param name="words">The words of the name.</param>
    public static string? Find(string verb, List<string> words) => !Reading.Contains(verb) || words.Count < 2 ? null
        : Personal.Contains(words[^1]) || (words is [.., "number" or "record" or "records" or "data" or "details" or "info"] && Personal.Contains(words[^2])) ? words.Find(Personal.Contains)
        : Records.Contains(words[^1]) && Kinds.Contains(words[^2]) ? $"{words[^2]} {words[^1]}"
        : words is [.., "social", "security", "number"] ? "social security number"
        : null;

    private static FrozenSet<string> Words(string text) => WordList.Of(text).ToFrozenSet(StringComparer.Ordinal);
}
