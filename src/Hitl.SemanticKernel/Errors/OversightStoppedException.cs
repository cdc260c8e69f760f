using System.Globalization;
using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>
/// A person stopped the thread, the user, the tool or everything (<see cref="OversightStop"/>), so a call was not run or a turn was not
/// begun. The model was told nothing. When the stop is lifted, <see cref="CheckpointedThread.ResumeAsync"/> goes on with the thread.
/// </summary>
/// <remarks>Do not catch this exception inside a function that a model called: it is how the outer call learns that it has to wait.</remarks>
public sealed class OversightStoppedException : HitlException
{
    internal OversightStoppedException(ActiveStop stop, string threadId, string? tool)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"{(tool is null ? $"Thread '{threadId}'" : $"'{tool}' in thread '{threadId}'")} was not run: {stop.By.Name ?? stop.By.Id} stopped {stop.Target} at {stop.At:u}. Reason: {stop.Reason.TrimEnd('.')}. Lift the stop, then resume the thread."))
    {
        Stop = stop;
        ThreadId = threadId;
        Tool = tool;
    }

    /// <summary>The stop: who, when, why and what.</summary>
    public ActiveStop Stop { get; }

    /// <summary>The thread to resume when the stop is lifted. A function that was invoked without a named thread is on none, unless a call inside of it was stopped.</summary>
    public string ThreadId { get; }

    /// <summary>The tool that was not run; <see langword="null"/> when the turn was not begun.</summary>
    public string? Tool { get; }
}
