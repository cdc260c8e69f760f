using Hitl.Embedded;
using StackExchange.Redis;
using Xunit;

namespace Hitl.Testing;

/// <summary>The servers of a test assembly: started when first asked for, shared, stopped at the end.</summary>
/// <remarks>
/// Every test project has it as an assembly fixture: take it in the constructor of the test class.
/// A test on a server that this machine does not have is skipped with the reason; with <c>CI=true</c> it fails.
/// A server that is named or found but does not work fails the test.
/// </remarks>
public sealed class RedisServers : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly Dictionary<ServerKind, TestServer> _servers = [];
    private readonly List<IAsyncDisposable> _owned = [];
    private Exception? _broken;
    private string? _missing;
    private TestServer? _search;

    /// <summary>A running server of a kind; skips the test when there is none.</summary>
    public async Task<TestServer> GetAsync(ServerKind kind)
    {
        await _starting.WaitAsync();
        try
        {
            if (!_servers.TryGetValue(kind, out var server))
            {
                server = kind == ServerKind.Embedded ? await StartEmbeddedAsync() : await StartRedisAsync();
                _servers.Add(kind, server);
            }

            return server;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>A running Redis with Search: the one that <c>HITL_TEST_REDIS_SEARCH</c> names. Skips the test when it names none.</summary>
    public async Task<TestServer> GetSearchAsync()
    {
        await _starting.WaitAsync();
        try
        {
            Assert.SkipUnless(RedisSource.Search is not null, "no Redis with Search: set HITL_TEST_REDIS_SEARCH to a connection string");
            return _search ??= await ConnectAsync(ServerKind.Redis, RedisSource.Search!);
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _search is null ? _servers.Values : _servers.Values.Append(_search))
        {
            if (server.Kind == ServerKind.Redis)
            {
                await server.DeleteKeysAsync();
            }

            await server.Connection.DisposeAsync();
        }

        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        _starting.Dispose();
    }

    private async Task<TestServer> StartEmbeddedAsync()
    {
        var embedded = await EmbeddedRedis.StartAsync();
        _owned.Add(embedded);
        return await ConnectAsync(ServerKind.Embedded, embedded.ConnectionString);
    }

    private async Task<TestServer> StartRedisAsync()
    {
        if (_broken is not null)
        {
            throw new InvalidOperationException("Redis could not be used: " + _broken.Message, _broken);
        }

        RedisSource? source = null;
        if (_missing is null)
        {
            try
            {
                source = await RedisSource.FindAsync();
                if (source is not null)
                {
                    _owned.Add(source);
                    return await ConnectAsync(ServerKind.Redis, source.ConnectionString);
                }

                _missing = "no Redis 8: set HITL_TEST_REDIS to a connection string, put redis-server 8 on the PATH, or start Docker";
            }
            catch (Exception exception)
            {
                _broken = exception;
                throw;
            }
        }

        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Fail("CI=true and " + _missing);
        }

        Assert.Skip(_missing);
        throw new InvalidOperationException(_missing);
    }

    private static async Task<TestServer> ConnectAsync(ServerKind kind, string connectionString)
    {
        var connection = await TestServer.ConnectAsync(connectionString);
        var version = connection.GetServers()[0].Version;
        if (kind == ServerKind.Redis && version.Major < 8)
        {
            await connection.DisposeAsync();
            throw new RedisException($"The tests need Redis 8 or newer; '{connectionString}' is {version}.");
        }

        return new TestServer(kind, connectionString, connection);
    }
}
