using static Hitl.Memory.Tests.LongTermBed;

namespace Hitl.Memory.Tests;

/// <summary>A writer whose lock has lapsed writes nothing more: others may have changed what it decided on.</summary>
public sealed class ScopeLockTests(RedisServers servers)
{
    // Long enough for a machine that does much else.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_writer_whose_lock_was_taken_over_while_it_asked_the_model_stores_nothing()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var model = ScriptedModel.Saying("same", "merged @0");
        var bed = LongTermBed.Open(server, StoreKind.EmbeddedVectorSets, model, new() { LockLease = Lease });
        await bed.AddAsync("tea @0", with: memory => memory with { Id = "a" });

        // The process stands still until its lease is over, and another one deletes the memory that it has read.
        var others = new LongTermMemory(bed.Store, bed.Embeddings, redis: bed.Redis, time: bed.Time);
        model.Meanwhile = async () =>
        {
            await server.Database.KeyDeleteAsync(bed.Redis.Keys.Key("memory:lock:" + Ann.Digest));
            Assert.Equal(1, await others.DeleteAsync(Ann, ["a"]));
            await Task.Delay(Lease + TimeSpan.FromMilliseconds(200));
        };

        await Assert.ThrowsAsync<StoreUnavailableException>(() => bed.AddAsync("green tea @1"));
        Assert.Equal(0, await bed.Memory.CountAsync(Ann));

        model.Meanwhile = () => Task.CompletedTask;
        await bed.AddAsync("green tea @1");
        Assert.Equal(["green tea @1"], await bed.FindAsync(null));
    }

    [Fact]
    public async Task A_lock_that_is_renewed_holds_longer_than_its_lease()
    {
        var (locks, _) = await LocksAsync();
        await using var held = await locks.AcquireAsync(Ann, CancellationToken.None);
        await Task.Delay(2 * Lease);

        var written = false;
        await held.WriteAsync(_ => Task.FromResult(written = true), CancellationToken.None);
        Assert.True(written);
    }

    [Fact]
    public async Task A_write_that_goes_on_when_the_lock_is_lost_is_stopped()
    {
        var (locks, drop) = await LocksAsync();
        await using var held = await locks.AcquireAsync(Ann, CancellationToken.None);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => held.WriteAsync(
            async token =>
            {
                await drop();
                await Task.Delay(TimeSpan.FromSeconds(20), token);
            },
            CancellationToken.None));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => held.WriteAsync(_ => Task.CompletedTask, CancellationToken.None));
    }

    [Fact]
    public async Task Who_cancels_a_write_is_told_that()
    {
        var (locks, _) = await LocksAsync();
        await using var held = await locks.AcquireAsync(Ann, CancellationToken.None);
        using var cancelled = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.WriteAsync(token => Task.Delay(TimeSpan.FromSeconds(20), token), cancelled.Token));
    }

    private async Task<(ScopeLocks Locks, Func<Task> Drop)> LocksAsync()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var redis = new RedisStore(new() { KeyPrefix = server.NewPrefix() }, server.Connection);
        return (new(redis, Lease), () => server.Database.KeyDeleteAsync(redis.Keys.Key("memory:lock:" + Ann.Digest)));
    }
}
