using System.Collections.Concurrent;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>A clock that moves when a test moves it, and timers that fire when a test says so.</summary>
internal sealed class StillTime : TimeProvider
{
    private readonly ConcurrentDictionary<Timer, bool> _timers = new();
    private long _ticks = System.GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <summary>How many timers there are.</summary>
    public int Timers => _timers.Count;

    /// <summary>Lets every timer fire once.</summary>
    public void Fire()
    {
        foreach (var timer in _timers.Keys)
        {
            timer.Fire();
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        _timers[timer] = true;
        return timer;
    }

    private sealed class Timer(StillTime time, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => time._timers.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
