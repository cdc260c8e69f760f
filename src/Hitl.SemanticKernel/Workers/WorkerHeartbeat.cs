namespace Hitl.SemanticKernel;

/// <summary>When the worker of this process last came around.</summary>
internal sealed class WorkerHeartbeat
{
    private const int MissedBeats = 5;

    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private long _last;

    /// <summary>Creates the heartbeat.</summary>
    /// <param name="interval">How often the worker comes around at the least.</param>
    /// <param name="time">The clock.</param>
    public WorkerHeartbeat(TimeSpan interval, TimeProvider time) => (_interval, _time) = (interval, time);

    /// <summary>Whether the worker has come around in the time in which it should have several times.</summary>
    public bool IsAlive => Volatile.Read(ref _last) is var last && last != 0 && _time.GetElapsedTime(last) < _interval * MissedBeats;

    public void Beat() => Volatile.Write(ref _last, _time.GetTimestamp());
}
