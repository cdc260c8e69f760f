namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>A fenced block of a page; the name is that of the snippet it shows.</summary>
internal sealed record DocBlock(string Page, string Language, string Name, string Text);
