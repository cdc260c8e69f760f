namespace Hitl.Memory;

internal sealed class MemoryQueue(RedisStore redis)
{
    public Task ScheduleCompactionAsync(MemoryScope scope, TimeSpan delay, CancellationToken cancellationToken)
    {
        _ = (redis, scope, delay, cancellationToken);
        return Task.CompletedTask;
    }
}
