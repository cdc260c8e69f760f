using StackExchange.Redis;

namespace Hitl.Testing;

/// <summary>A running server, shared by the tests of an assembly.</summary>
public sealed class TestServer
{
    private static readonly string RunId = $"t{Guid.NewGuid():N}"[..9];
    private int _prefixes;

    internal TestServer(ServerKind kind, string connectionString, IConnectionMultiplexer connection)
    {
        Kind = kind;
        ConnectionString = connectionString;
        Connection = connection;
    }

    public ServerKind Kind { get; }

    public string ConnectionString { get; }

    /// <summary>One connection for all tests; do not dispose it.</summary>
    public IConnectionMultiplexer Connection { get; }

    public IDatabase Database => Connection.GetDatabase();

    /// <summary>A key prefix that no other test has, on no server.</summary>
    public string NewPrefix() => $"{RunId}-{Kind}-{Interlocked.Increment(ref _prefixes)}";

    /// <summary>A connection of the test's own, for what would disturb the others. The test disposes it.</summary>
    public async Task<IConnectionMultiplexer> ConnectAsync() => await ConnectAsync(ConnectionString);

    internal static async Task<ConnectionMultiplexer> ConnectAsync(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AllowAdmin = true;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>Deletes what this run left: the server may outlive it.</summary>
    internal async Task DeleteKeysAsync()
    {
        foreach (var server in Connection.GetServers().Where(server => server.IsConnected && !server.IsReplica))
        {
            await foreach (var key in server.KeysAsync(pattern: $"*{RunId}*", pageSize: 1000))
            {
                await Database.KeyDeleteAsync(key, CommandFlags.FireAndForget);
            }
        }

        if (await Database.ExecuteAsync("COMMAND", "INFO", "FT._LIST") is { Length: 1 } known && !known[0].IsNull)
        {
            foreach (var index in ((string[])(await Database.ExecuteAsync("FT._LIST"))!).Where(index => index.Contains(RunId, StringComparison.Ordinal)))
            {
                await Database.ExecuteAsync("FT.DROPINDEX", index);
            }
        }

        await Database.PingAsync();
    }
}
