using System.Text.Json.Serialization;

namespace Hitl.Memory;

/// <summary>How memories are extracted from a conversation.</summary>
public sealed record ExtractionStrategy
{
    /// <summary>The longest prompt, in characters: 10,000.</summary>
    public const int MaxPromptLength = 10_000;

    // Each a new one: configuration is bound onto the object that an option holds.

    /// <summary>Facts, each with at most three topics.</summary>
    public static ExtractionStrategy Discrete => new() { Kind = ExtractionKind.Discrete };

    /// <summary>What the user prefers.</summary>
    public static ExtractionStrategy Preferences => new() { Kind = ExtractionKind.Preferences };

    /// <summary>What is extracted.</summary>
    [JsonPropertyName("kind")]
    public ExtractionKind Kind { get; init; }

    /// <summary>How many words a summary may have.</summary>
    /// <value>10 to 10,000. Default 500.</value>
    [JsonPropertyName("max_words")]
    public int MaxWords { get; init; } = 500;

    /// <summary>What a custom strategy asks for.</summary>
    /// <value>Not blank, at most 10,000 characters, without control characters other than line breaks and tabs.</value>
    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    /// <summary>One summary of the thread.</summary>
    /// <param name="maxWords">How many words it may have, 10 to 10,000.</param>
    public static ExtractionStrategy Summary(int maxWords = 500) => new ExtractionStrategy { Kind = ExtractionKind.Summary, MaxWords = maxWords }.Checked();

    /// <summary>What a prompt asks for.</summary>
    /// <param name="prompt">Says what is to be remembered. The form of the answer and the conversation are added to it.</param>
    public static ExtractionStrategy Custom(string prompt) => new ExtractionStrategy { Kind = ExtractionKind.Custom, Prompt = prompt }.Checked();

    /// <summary>What is wrong with it, or null.</summary>
    internal string? Problem() =>
        !Enum.IsDefined(Kind) ? "there is no such kind of extraction"
        : MaxWords is < 10 or > 10_000 ? $"a summary has 10 to 10,000 words, not {MaxWords}"
        : Kind != ExtractionKind.Custom ? null
        : string.IsNullOrWhiteSpace(Prompt) ? "a custom strategy has a prompt"
        : Prompt.Length > MaxPromptLength ? $"a prompt has at most {MaxPromptLength} characters; this one has {Prompt.Length}"
        : Prompt.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? "a prompt has no control characters"
        : null;

    internal ExtractionStrategy Checked() => Problem() is { } problem ? throw new ArgumentException($"The extraction strategy is not valid: {problem}.") : this;
}
