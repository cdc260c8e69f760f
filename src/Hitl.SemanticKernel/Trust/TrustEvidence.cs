namespace Hitl.SemanticKernel;

/// <summary>What one signal says of how far a call can be trusted.</summary>
/// <param name="Source">The signal, for example <c>grounding</c>.</param>
/// <param name="Score">How likely the call is right, from 0 to 1.</param>
/// <param name="Weight">How much it counts beside the other signals, above 0; the signals in the box have 1 unless the options say otherwise.</param>
/// <param name="Reason">Why, one sentence without a full stop, in words a reviewer can read.</param>
public sealed record TrustEvidence(string Source, double Score, double Weight, string Reason);
