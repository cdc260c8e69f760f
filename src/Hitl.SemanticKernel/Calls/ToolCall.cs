using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>One call of a tool that a model, a prompt or the app asks for, before it runs.</summary>
public sealed record ToolCall
{
    /// <summary>The thread that the call belongs to.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The call's id, unique in its thread.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required ToolDefinition Tool { get; init; }

    /// <summary>The arguments, a JSON object.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>SHA-256 over the canonical JSON (RFC 8785) of tool name and arguments, in lower-case hexadecimal: what a decision is bound to.</summary>
    public required string Digest { get; init; }

    /// <summary>The user for whom the agent acts, as the app said with <c>UseUser</c>; <see langword="null"/> when it did not.</summary>
    public string? UserId { get; init; }

    /// <summary>
    /// How sure the model was of the tokens that it wrote the call with, from 0 to 1: exp of their mean log-probability, which is the geometric mean
    /// of their probabilities and the inverse of the perplexity. <see langword="null"/> when the model did not say, and for calls that no model wrote.
    /// </summary>
    /// <remarks>Perplexity: F. Jelinek et al., Perplexity: a Measure of the Difficulty of Speech Recognition Tasks, JASA 62 (1977).</remarks>
    public double? Confidence { get; init; }

    /// <summary>What was said in the thread before the call. Default <see cref="Conversation.Empty"/>, also for arguments of a reviewer.</summary>
    public Conversation Conversation { get; init; } = Conversation.Empty;

    /// <summary>The request that the model answered with the call; <see langword="null"/> for calls that no model wrote.</summary>
    internal ModelRequest? Request { get; init; }

    /// <summary>Where the values in the arguments come from, once somebody asked. It belongs to one call and not to copies with changes.</summary>
    internal CallProvenance? Provenance { get; set; }
}
