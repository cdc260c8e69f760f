namespace Hitl.SemanticKernel;

/// <summary>Whom a model can ask, and until when an answer is waited for.</summary>
public sealed class HumanOptions
{
    /// <summary>The name of the plugin; its function is <c>Ask</c>.</summary>
    /// <value>Letters, digits and underscores. Default <c>Human</c>.</value>
    public string PluginName { get; set; } = "Human";

    /// <summary>What the model is told of the function.</summary>
    public string Description { get; set; } = "Asks a person a question and waits for the answer, which may take long. Use it when only a person can know or decide something.";

    /// <summary>Those whom the model can name, under the names that it uses.</summary>
    /// <value>At most 64. Default: none, and the model names nobody.</value>
    public IDictionary<string, HumanAddressee> Addressees { get; } = new Dictionary<string, HumanAddressee>(StringComparer.Ordinal);

    /// <summary>Who is asked when the model names nobody.</summary>
    /// <value>Default: anybody.</value>
    public HumanAddressee Default { get; set; } = new();

    /// <summary>How long an answer is waited for. Default <see langword="null"/>: without end. Then the model is told that nobody answered in time.</summary>
    /// <value>1 second to 366 days.</value>
    public TimeSpan? Deadline { get; set; }

    internal string? Problem =>
        string.IsNullOrEmpty(PluginName) || !PluginName.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? "PluginName has letters, digits and underscores."
        : string.IsNullOrWhiteSpace(Description) ? "Description says what the function is for."
        : Default is null || Addressees.Count > 64 || Addressees.Any(a => a.Value is null || a.Key is not { Length: > 0 and <= 64 } || HiddenText.IsIn(a.Key)) ? "At most 64 addressees have names of 1 to 64 characters."
        : Addressees.Values.Append(Default).Any(a => a.Groups.Concat(a.People).Any(e => e is not { Length: > 0 and <= 256 })) ? "Groups and people have 1 to 256 characters."
        : Deadline is { } deadline && !PolicyOptionsValidator.IsSpan(deadline) ? $"Deadline is {deadline}: set 1 second to 366 days."
        : null;
}
