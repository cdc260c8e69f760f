namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>The mail of the snippets.</summary>
internal interface IMail
{
    Task SendAsync(string to, string subject, string? body, string id, CancellationToken cancellationToken);
}
