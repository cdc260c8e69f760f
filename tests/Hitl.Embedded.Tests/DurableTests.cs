using StackExchange.Redis;

namespace Hitl.Embedded.Tests;

public class DurableTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Data_is_there_after_a_restart()
    {
        using var directory = new TempDirectory();
        for (var round = 1; round <= 3; round++)
        {
            await using var server = await EmbeddedRedis.StartAsync(directory.Path, Cancellation);
            Assert.Equal(directory.Path, server.DataDirectory);
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            var database = connection.GetDatabase();
            Assert.Equal(round, await database.StringIncrementAsync("n"));
            await database.ListRightPushAsync("list", $"é 漢 🙂 {round}");
            await database.HashSetAsync("hash", $"f{round}", round);
            await database.SortedSetAddAsync("zset", $"m{round}", round);
            await database.ScriptEvaluateAsync("redis.call('SADD', KEYS[1], ARGV[1])", ["set"], [round]);
            await database.StringSetAsync("gone", "x");
            await database.KeyDeleteAsync("gone");

            Assert.Equal(Enumerable.Range(1, round).Select(i => $"é 漢 🙂 {i}"), (await database.ListRangeAsync("list")).Select(v => (string?)v));
            Assert.Equal(round, await database.HashLengthAsync("hash"));
            Assert.Equal(round, await database.SortedSetLengthAsync("zset"));
            Assert.Equal(round, await database.SetLengthAsync("set"));
            Assert.False(await database.KeyExistsAsync("gone"));
        }
    }

    [Fact]
    public async Task Expiry_goes_on_over_a_restart()
    {
        using var directory = new TempDirectory();
        await using (var server = await EmbeddedRedis.StartAsync(directory.Path, Cancellation))
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            await connection.GetDatabase().StringSetAsync("short", "x", TimeSpan.FromMilliseconds(200));
            await connection.GetDatabase().StringSetAsync("long", "x", TimeSpan.FromHours(1));
        }

        await Task.Delay(300, Cancellation);
        await using var again = await EmbeddedRedis.StartAsync(directory.Path, Cancellation);
        await using var connectionAgain = await ConnectionMultiplexer.ConnectAsync(again.ConnectionString);
        Assert.False(await connectionAgain.GetDatabase().KeyExistsAsync("short"));
        Assert.InRange((await connectionAgain.GetDatabase().KeyTimeToLiveAsync("long"))!.Value.TotalMinutes, 55, 60);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    [InlineData(25_000_000)]
    public async Task A_large_value_is_stored_and_recovered(int bytes)
    {
        using var directory = new TempDirectory();
        var value = new byte[bytes];
        Random.Shared.NextBytes(value);
        await using (var server = await EmbeddedRedis.StartAsync(directory.Path, Cancellation))
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",asyncTimeout=30000,syncTimeout=30000");
            await connection.GetDatabase().ScriptEvaluateAsync(
                "redis.call('RPUSH', KEYS[1], ARGV[1]) redis.call('SET', KEYS[2], ARGV[1])", ["{p}:list", "{p}:value"], [value]);
        }

        await using var again = await EmbeddedRedis.StartAsync(directory.Path, Cancellation);
        await using var connectionAgain = await ConnectionMultiplexer.ConnectAsync(again.ConnectionString + ",asyncTimeout=30000,syncTimeout=30000");
        Assert.Equal(value, (byte[]?)await connectionAgain.GetDatabase().ListGetByIndexAsync("{p}:list", 0));
        Assert.Equal(value, (byte[]?)await connectionAgain.GetDatabase().StringGetAsync("{p}:value"));
    }

    [Fact]
    public async Task A_folder_in_use_in_this_process_is_an_error_that_names_it()
    {
        using var directory = new TempDirectory();
        await using (await EmbeddedRedis.StartAsync(directory.Path, Cancellation))
        {
            var error = await Assert.ThrowsAsync<EmbeddedRedisInUseException>(
                () => EmbeddedRedis.StartAsync(Path.Combine(directory.Path, "..", Path.GetFileName(directory.Path)), Cancellation));
            Assert.Equal(directory.Path, error.DataDirectory);
            Assert.Contains(directory.Path, error.Message, StringComparison.Ordinal);
        }

        await using var again = await EmbeddedRedis.StartAsync(directory.Path, Cancellation);
    }

    [Fact]
    public async Task A_start_that_fails_lets_go_of_the_folder()
    {
        using var directory = new TempDirectory();
        await using var other = await EmbeddedRedis.StartAsync(cancellationToken: Cancellation);
        await Assert.ThrowsAsync<EmbeddedRedisException>(() => EmbeddedRedis.StartAsync(
            new EmbeddedRedisOptions { DataDirectory = directory.Path, Port = other.Port }, Cancellation));

        await using var server = await EmbeddedRedis.StartAsync(directory.Path, Cancellation);
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_created()
    {
        using var directory = new TempDirectory();
        var path = Path.Combine(directory.Path, "a", "b c ü");
        await using var server = await EmbeddedRedis.StartAsync(path, Cancellation);
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public async Task A_file_where_the_folder_should_be_is_an_error_that_names_it()
    {
        using var directory = new TempDirectory();
        var path = Path.Combine(directory.Path, "file");
        await File.WriteAllTextAsync(path, "x", Cancellation);

        foreach (var bad in (string[])[path, Path.Combine(path, "below")])
        {
            var error = await Assert.ThrowsAsync<EmbeddedRedisException>(() => EmbeddedRedis.StartAsync(bad, Cancellation));
            Assert.Contains(bad, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task An_empty_folder_name_is_an_error(string path) =>
        await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedRedis.StartAsync(path, Cancellation));
}
