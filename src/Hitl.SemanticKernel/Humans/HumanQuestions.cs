using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Makes questions of the calls with which models ask people.</summary>
internal static class HumanQuestions
{
    private const int LongestQuestion = 16 * 1024;
    private const int MostChoices = 50;
    private const int LongestChoice = 1024;

    /// <summary>Reads the question in the arguments of a call.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">Whom the model can ask.</param>
    /// <returns>The question and who is asked, or what is wrong, as the model is told.</returns>
    public static (HumanQuestion? Question, HumanAddressee? To, string? Error) Read(JsonElement arguments, HumanOptions options)
    {
        var text = Text(arguments, "question");
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestQuestion)
        {
            return (null, null, $"Error: The argument question has 1 to {LongestQuestion} characters.");
        }

        if (Choices(arguments) is not { } choices)
        {
            return (null, null, $"Error: The argument choices is a list of at most {MostChoices} different texts of 1 to {LongestChoice} characters.");
        }

        var to = Text(arguments, "to");
        return to is not null && !options.Addressees.ContainsKey(to)
            ? (null, null, options.Addressees.Count == 0 ? "Error: The argument to does not exist." : $"Error: The argument to is one of: {string.Join(", ", options.Addressees.Keys)}.")
            : (new HumanQuestion { Text = text, Choices = choices, To = to }, to is null ? options.Default : options.Addressees[to], null);
    }

    /// <summary>What is stored of a question.</summary>
    public static CallData DataOf(CallData call, HumanQuestion question, HumanAddressee to, TimeSpan? deadline) => call with
    {
        Question = question,
        Verdict = Verdict.Review,
        IsShadow = false,
        PolicyReason = question.To is null ? "The model asks a person." : $"The model asks {question.To}.",
        ReviewerGroups = to.Groups.Count > 0 ? [.. to.Groups] : null,
        People = to.People.Count > 0 ? [.. to.People] : null,
        Quorum = null,
        Then = null,
        Rejections = null,
        EscalateTo = null,
        Deadline = deadline,
        OnDeadline = deadline is null ? null : DeadlineAction.Reject,
    };

    private static string? Text(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string>? Choices(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("choices", out var given) || given.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() > MostChoices || given.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.String))
        {
            return null;
        }

        List<string> choices = [.. given.EnumerateArray().Select(c => c.GetString()!)];
        return choices.Any(c => string.IsNullOrWhiteSpace(c) || c.Length > LongestChoice) || choices.Distinct(StringComparer.Ordinal).Count() < choices.Count ? null : choices;
    }
}
