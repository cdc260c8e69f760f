using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Hitl.Embedded.Tests;

public class CrashTests(ITestOutputHelper output)
{
    private const int Lanes = 4;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_write_survives_kill_9()
    {
        using var directory = new TempDirectory();
        var acknowledged = new HashSet<string>();
        for (var round = 1; round <= 3; round++)
        {
            await using (var child = ChildProcess.Start(WriteForeverAsync, directory.Path, $"r{round}"))
            {
                for (var i = 0; i < 400; i++)
                {
                    acknowledged.Add(await child.ReadLineAsync(Cancellation));
                }

                await child.KillAsync();
                while (await child.TryReadLineAsync(Cancellation) is { } late)
                {
                    acknowledged.Add(late);
                }
            }

            var watch = Stopwatch.StartNew();
            await using var server = await EmbeddedRedis.StartAsync(directory.Path, Cancellation);
            output.WriteLine($"round {round}: {acknowledged.Count} acknowledged, recovered in {watch.ElapsedMilliseconds} ms");
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            var list = (await connection.GetDatabase().ListRangeAsync("{p}:list")).Select(value => (string)value!).ToList();
            var hash = (await connection.GetDatabase().HashKeysAsync("{p}:hash")).Select(value => (string)value!).ToHashSet();

            Assert.Empty(acknowledged.Except(list));
            Assert.Empty(acknowledged.Except(hash));
            Assert.Equal(list.Count, list.Distinct().Count());

            // The one script that each lane was waiting for may be there in part: its first writes, in their order.
            Assert.Empty(hash.Except(list));
            Assert.InRange(list.Except(hash).Count(), 0, round * Lanes);
        }
    }

    [Fact]
    public async Task Another_process_on_the_folder_is_an_error_until_it_is_killed()
    {
        using var directory = new TempDirectory();
        await using var child = ChildProcess.Start(HoldAsync, directory.Path);
        await child.WaitForLineAsync("started", Cancellation);

        var error = await Assert.ThrowsAsync<EmbeddedRedisInUseException>(() => EmbeddedRedis.StartAsync(directory.Path, Cancellation));
        Assert.Contains(directory.Path, error.Message, StringComparison.Ordinal);

        await child.KillAsync();
        await using var server = await EmbeddedRedis.StartAsync(directory.Path, Cancellation);
    }

    [Fact]
    public async Task Nothing_is_written_to_the_console()
    {
        using var directory = new TempDirectory();
        await using var child = ChildProcess.Start(StartAndStopAsync, directory.Path);
        Assert.Equal(0, await child.WaitForExitAsync(Cancellation));
        Assert.Null(await child.TryReadLineAsync(Cancellation));
        Assert.Equal("", child.StandardError.Trim());
    }

    private static async Task WriteForeverAsync(string[] args)
    {
        const string Script = """
            redis.call('RPUSH', KEYS[1], ARGV[1])
            redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
            """;
        await using var server = await EmbeddedRedis.StartAsync(args[0]);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var database = connection.GetDatabase();
        var payload = new string('x', 500);
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            for (var i = 0; ; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{args[1]}:{lane}:{i}");
                await database.ScriptEvaluateAsync(Script, ["{p}:list", "{p}:hash"], [id, payload]);
                Console.Out.WriteLine(id);
            }
        }));
    }

    private static async Task HoldAsync(string[] args)
    {
        await using var server = await EmbeddedRedis.StartAsync(args[0]);
        Console.Out.WriteLine("started");
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task StartAndStopAsync(string[] args)
    {
        await using var server = await EmbeddedRedis.StartAsync(args[0]);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await connection.GetDatabase().StringSetAsync("k", "v");
    }
}
