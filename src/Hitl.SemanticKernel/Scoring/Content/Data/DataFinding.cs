namespace Hitl.SemanticKernel;

/// <summary>One piece of sensitive data in a text.</summary>
/// <param name="Risk">What it is.</param>
/// <param name="Detail">What kind exactly, masked: never the data itself.</param>
internal readonly record struct DataFinding(ContentRisk Risk, string Detail);
