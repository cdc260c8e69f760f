using System.Collections.Concurrent;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>Mail that is kept.</summary>
internal sealed class SentMail : IMail
{
    public ConcurrentQueue<string> Subjects { get; } = new();

    public Task SendAsync(string to, string subject, string? body, string id, CancellationToken cancellationToken)
    {
        Subjects.Enqueue(subject);
        return Task.CompletedTask;
    }
}
