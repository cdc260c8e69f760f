using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hitl.SemanticKernel.Tests.Telemetry;

/// <summary>The activities of oversight that have ended, in the order in which they began.</summary>
internal sealed class Traces : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Traces()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == HitlTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public List<Activity> Where(Predicate<Activity> fits) => [.. _ended.Where(a => fits(a)).OrderBy(a => a.StartTimeUtc)];

    public void Dispose() => _listener.Dispose();
}
