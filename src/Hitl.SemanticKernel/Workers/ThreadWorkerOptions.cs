using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>How a worker resumes threads.</summary>
public sealed class ThreadWorkerOptions
{
    /// <summary>How many threads one process resumes at the same time.</summary>
    /// <value>1 to 1,000. Default 8.</value>
    public int MaxConcurrentThreads { get; set; } = 8;

    /// <summary>How long to wait after a turn that failed before it is tried again. The wait doubles with each attempt.</summary>
    /// <value>10 milliseconds to 1 hour. Default 2 seconds.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value><see cref="RetryDelay"/> to 1 day. Default 5 minutes.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a worker looks for threads by itself, besides being woken up: for signals that were lost, and threads of workers that died.</summary>
    /// <value>10 milliseconds to 1 hour. Default 5 seconds.</value>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The execution settings for a thread. Default <see langword="null"/>: the model may call every function of the kernel.</summary>
    public Func<string, PromptExecutionSettings?>? Settings { get; set; }

    /// <summary>
    /// Gets each turn that the worker has run, for example to tell the user that the answer is there. It is called once, or not at all when the
    /// process dies before; the thread has the answer in any case. An exception is logged. Default <see langword="null"/>: nothing.
    /// </summary>
    public Func<AgentTurn, CancellationToken, ValueTask>? OnTurn { get; set; }

    internal string? Problem =>
        MaxConcurrentThreads is < 1 or > 1000 ? $"MaxConcurrentThreads is {MaxConcurrentThreads}: set 1 to 1000."
        : !IsWithin(RetryDelay, TimeSpan.FromHours(1)) ? $"RetryDelay is {RetryDelay}: set 10 milliseconds to 1 hour."
        : MaxRetryDelay < RetryDelay || MaxRetryDelay > TimeSpan.FromDays(1) ? $"MaxRetryDelay is {MaxRetryDelay}: set RetryDelay, which is {RetryDelay}, to 1 day."
        : !IsWithin(CheckInterval, TimeSpan.FromHours(1)) ? $"CheckInterval is {CheckInterval}: set 10 milliseconds to 1 hour."
        : null;

    private static bool IsWithin(TimeSpan value, TimeSpan most) => value >= TimeSpan.FromMilliseconds(10) && value <= most;
}
