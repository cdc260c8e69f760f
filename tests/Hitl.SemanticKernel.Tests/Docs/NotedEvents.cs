using System.Collections.Concurrent;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>A system that is told of decisions.</summary>
internal sealed class NotedEvents
{
    public ConcurrentQueue<string> Notes { get; } = new();

    /// <summary>Whether it takes notes.</summary>
    public bool IsAway { get; set; }

    public Task NoteAsync(string id, string thread, string text, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            throw new DeliveryRefusedException("The system is away.");
        }

        Notes.Enqueue($"{id[..4]} {thread} {text}"[5..]);
        return Task.CompletedTask;
    }
}
