namespace Hitl.SemanticKernel;

/// <summary>A filter of the app kept a function from running and gave no result in its place.</summary>
internal sealed class CallHeldBackException : Exception;
