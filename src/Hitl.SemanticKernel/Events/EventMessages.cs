namespace Hitl.SemanticKernel;

/// <summary>The messages that an event added to a log, without their text.</summary>
/// <param name="Count">How many.</param>
/// <param name="Digest">SHA-256 over their stored form, each followed by a line feed, in hexadecimal.</param>
public sealed record EventMessages(int Count, string Digest);
