using AgentDemo.Cli;
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

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
