namespace Hitl.SemanticKernel;

/// <summary>A point in time by two clocks: ticks stand still while a machine sleeps, and the time of day can be set back.</summary>
internal readonly record struct Moment(long Ticks, DateTimeOffset Clock)
{
    public static Moment Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>The time since then: the longer one of both.</summary>
    public TimeSpan Age(TimeProvider time)
    {
        var (ticks, clock) = (time.GetElapsedTime(Ticks), time.GetUtcNow() - Clock);
        return ticks > clock ? ticks : clock;
    }
}
