namespace Hitl.SemanticKernel;

/// <summary>What a verb in a tool's name says of the tool.</summary>
/// <param name="Word">The verb.</param>
/// <param name="Reads">Whether tools with this verb only read.</param>
/// <param name="Flags">What makes such tools risky.</param>
/// <param name="Score">How risky they are.</param>
/// <param name="Meaning">What such tools do, for reviewers.</param>
/// <param name="IsNounToo">Whether the word is as often a noun (an order, to order), so that its place in the name decides.</param>
internal sealed record Verb(string Word, bool Reads, RiskFlags Flags, double Score, string Meaning, bool IsNounToo);
