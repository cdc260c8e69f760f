using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>What stopped the last call of an app that calls Semantic Kernel itself, by kernel and thread.</summary>
internal sealed class PausedTurns
{
    private static readonly ConditionalWeakTable<Kernel, ConcurrentQueue<(string ThreadId, AgentTurn? Turn, Exception? Failure)>> Turns = [];
    private static readonly AsyncLocal<PausedTurns?> Ambient = new();

    /// <summary>The probe of the current flow, which learns of a pause inside a prompt function.</summary>
    public static PausedTurns? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public AgentTurn? Turn { get; private set; }

    public Exception? Failure { get; private set; }

    public static void Report(Kernel kernel, string threadId, AgentTurn? turn, Exception? failure)
    {
        if (Current is { } probe)
        {
            (probe.Turn, probe.Failure) = (turn, failure);
            return;
        }

        var turns = Turns.GetOrCreateValue(kernel);
        while (turns.Count > 63)
        {
            turns.TryDequeue(out _);
        }

        turns.Enqueue((threadId, turn, failure));
    }

    public static (AgentTurn? Turn, Exception? Failure) Take(Kernel kernel, string? threadId)
    {
        if (!Turns.TryGetValue(kernel, out var turns))
        {
            return default;
        }

        for (var n = turns.Count; n > 0 && turns.TryDequeue(out var entry); n--)
        {
            if (threadId is null || entry.ThreadId == threadId)
            {
                return (entry.Turn, entry.Failure);
            }

            turns.Enqueue(entry);
        }

        return default;
    }
}
