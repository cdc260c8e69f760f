namespace Hitl.SemanticKernel;

/// <summary>How a group consumes events.</summary>
public sealed class EventConsumerOptions
{
    /// <summary>Where the group begins when it is new.</summary>
    /// <value>Default <see cref="ConsumerStart.Next"/>.</value>
    public ConsumerStart Start { get; set; } = ConsumerStart.Next;

    /// <summary>How often an event is tried before it is set aside as a dead letter.</summary>
    /// <value>1 to 100. Default 8.</value>
    public int Attempts { get; set; } = 8;

    /// <summary>How long is waited after the first failure. Each further wait is twice as long, with some chance in it.</summary>
    /// <value>1 millisecond to 1 hour. Default 1 second.</value>
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts, also when the other side asks for a longer one (<see cref="RetryLaterException"/>).</summary>
    /// <value>1 millisecond to 1 day. Default 5 minutes.</value>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one attempt may take. Then it counts as failed, and its token is cancelled.</summary>
    /// <value>1 millisecond to 1 hour. Default 30 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many events may be under way at a time, in one process. Those of one thread are delivered one after the other.</summary>
    /// <value>1 to 1,000. Default 8.</value>
    public int Concurrency { get; set; } = 8;

    /// <summary>How long a process keeps a partition without a sign of life. When it dies, another one goes on after this time.</summary>
    /// <value>1 second to 10 minutes. Default 30 seconds.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void ThrowIfInvalid()
    {
        ThrowUnless(Attempts is >= 1 and <= 100, nameof(Attempts), "1 to 100");
        ThrowUnless(IsBetween(Backoff, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)), nameof(Backoff), "1 millisecond to 1 hour");
        ThrowUnless(IsBetween(MaxBackoff, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)), nameof(MaxBackoff), "1 millisecond to 1 day");
        ThrowUnless(IsBetween(Timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)), nameof(Timeout), "1 millisecond to 1 hour");
        ThrowUnless(Concurrency is >= 1 and <= 1000, nameof(Concurrency), "1 to 1,000");
        ThrowUnless(IsBetween(Lease, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), nameof(Lease), "1 second to 10 minutes");
    }

    private static bool IsBetween(TimeSpan value, TimeSpan low, TimeSpan high) => value >= low && value <= high;

    private static void ThrowUnless(bool isValid, string name, string range)
    {
        if (!isValid)
        {
            throw new ArgumentException($"{name} of a consumer of events is {range}.");
        }
    }
}
