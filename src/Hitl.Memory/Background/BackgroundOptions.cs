using System.ComponentModel.DataAnnotations;

namespace Hitl.Memory;

/// <summary>How background work is done.</summary>
public sealed class BackgroundOptions
{
    /// <summary>Whether this process does it. Where no process does, <see cref="AgentMemory.FlushAsync(MemoryScope, CancellationToken)"/> does.</summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How often work is looked for.</summary>
    /// <value>100 milliseconds to 1 hour. Default 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a piece of work belongs to the process that began it; it is renewed while it lives.</summary>
    /// <value>1 second to 1 hour. Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long work that failed is tried again; doubled with each failure.</summary>
    /// <value>1 second to 1 hour. Default 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time until work that failed is tried again.</summary>
    /// <value>1 second to 1 day. Default 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(10);
}
