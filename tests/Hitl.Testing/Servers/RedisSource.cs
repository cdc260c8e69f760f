using DotNet.Testcontainers.Builders;
using Testcontainers.Redis;

namespace Hitl.Testing;

/// <summary>Where the Redis of a test run comes from: a named server, the program on the PATH, or Docker.</summary>
internal sealed class RedisSource : IAsyncDisposable
{
    private readonly IAsyncDisposable? _owned;

    private RedisSource(string connectionString, IAsyncDisposable? owned)
    {
        ConnectionString = connectionString;
        _owned = owned;
    }

    /// <summary>The connection string of a Redis with Search, or null.</summary>
    public static string? Search => Environment.GetEnvironmentVariable("HITL_TEST_REDIS_SEARCH") is { Length: > 0 } named ? named : null;

    public string ConnectionString { get; }

    public static async Task<RedisSource?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("HITL_TEST_REDIS") is { Length: > 0 } named)
        {
            return new RedisSource(named, owned: null);
        }

        if (await RedisServerProcess.FindProgramAsync() is { } program)
        {
            var process = await RedisServerProcess.StartAsync(program);
            return new RedisSource(process.ConnectionString, process);
        }

        if (await DockerSocket.AnswersAsync())
        {
            var container = new RedisBuilder("redis:8").WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted("redis-cli", "ping")).Build();
            await container.StartAsync();
            return new RedisSource(container.GetConnectionString(), container);
        }

        return null;
    }

    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}
