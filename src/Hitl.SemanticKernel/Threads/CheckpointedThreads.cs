using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>Gives access to threads by id.</summary>
public sealed class CheckpointedThreads
{
    private readonly ThreadRuns _runs;
    private readonly TurnRunner _turns;

    internal CheckpointedThreads(ThreadRuns runs, TurnRunner turns)
    {
        _runs = runs;
        _turns = turns;
    }

    /// <summary>A handle on a thread. It touches nothing: a thread begins to exist with its first message.</summary>
    /// <param name="threadId">The thread's id: any text of 1 to 512 characters.</param>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public CheckpointedThread Get(string threadId)
    {
        Keyspace.Escape(threadId);
        return new CheckpointedThread(threadId, _runs, _turns);
    }
}
