using AgentDemo.Cli;
using Hitl.Embedded;
using StackExchange.Redis;

namespace AgentDemo.Hosting;

/// <summary>The store of one process: a Redis that is there, or the embedded server on a data folder.</summary>
internal sealed class DemoStore : IAsyncDisposable
{
    private const string RedisVariable = "HITL_REDIS";
    private readonly IAsyncDisposable? _server;

    private DemoStore(IConnectionMultiplexer connection, IAsyncDisposable? server)
    {
        Connection = connection;
        _server = server;
    }

    public IConnectionMultiplexer Connection { get; }

    /// <summary>Opens the store that the command line and the environment ask for.</summary>
    /// <exception cref="EmbeddedRedisInUseException">Another process has the data folder.</exception>
    public static async Task<DemoStore> OpenAsync(Invocation line, CancellationToken cancellationToken)
    {
        if (RedisOf(line) is { } redis)
        {
            return new DemoStore(await ConnectAsync(redis, cancellationToken), null);
        }

        EmbeddedRedis server = await EmbeddedRedis.StartAsync(FolderOf(line), cancellationToken);
        try
        {
            return new DemoStore(await ConnectAsync(server.ConnectionString, cancellationToken), server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The Redis that the command line or the environment names; <see langword="null"/> for the embedded server.</summary>
    /// <remarks>What the command line says, a folder included, counts more than the environment.</remarks>
    public static string? RedisOf(Invocation line)
    {
        string? variable = Environment.GetEnvironmentVariable(RedisVariable);
        return line.Get("--redis") ?? (line.Has("--data") || string.IsNullOrWhiteSpace(variable) ? null : variable);
    }

    public static string FolderOf(Invocation line) => Path.GetFullPath(line.Get("--data") ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "hitl-agentdemo"));

    private static async Task<IConnectionMultiplexer> ConnectAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectionMultiplexer.ConnectAsync(connectionString).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is RedisConnectionException or ArgumentException)
        {
            // The library's own message is a page long and may carry the password.
            throw new StoreException($"No Redis answers at {connectionString.Split(',')[0]}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
