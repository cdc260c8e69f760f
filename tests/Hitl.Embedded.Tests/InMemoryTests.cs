using System.Net.Sockets;
using StackExchange.Redis;

namespace Hitl.Embedded.Tests;

public class InMemoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Starts_on_a_free_loopback_port_and_stops()
    {
        var server = await EmbeddedRedis.StartAsync(cancellationToken: Cancellation);
        Assert.Equal($"127.0.0.1:{server.Port}", server.ConnectionString);
        Assert.InRange(server.Port, 1, 65535);
        Assert.Null(server.DataDirectory);

        await using (var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString))
        {
            await connection.GetDatabase().StringSetAsync("k", "v");
            Assert.Equal("v", await connection.GetDatabase().StringGetAsync("k"));
        }

        await server.DisposeAsync();
        await server.DisposeAsync();

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync("127.0.0.1", server.Port));
    }

    [Fact]
    public async Task Stops_while_clients_are_connected()
    {
        var server = await EmbeddedRedis.StartAsync(cancellationToken: Cancellation);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",abortConnect=false");
        await connection.GetDatabase().PingAsync();

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    [Fact]
    public async Task Listens_on_the_port_given()
    {
        int port;
        await using (var first = await EmbeddedRedis.StartAsync(cancellationToken: Cancellation))
        {
            port = first.Port;
        }

        await using var second = await EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Port = port }, Cancellation);
        Assert.Equal(port, second.Port);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(second.ConnectionString);
        await connection.GetDatabase().PingAsync();
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_that_names_it()
    {
        await using var first = await EmbeddedRedis.StartAsync(cancellationToken: Cancellation);
        var error = await Assert.ThrowsAsync<EmbeddedRedisException>(
            () => EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Port = first.Port }, Cancellation));
        Assert.Contains($"{first.Port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_program_uses_is_an_error()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        await Assert.ThrowsAsync<EmbeddedRedisException>(
            () => EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Port = port }, Cancellation));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public async Task A_port_out_of_range_is_an_error(int port) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => EmbeddedRedis.StartAsync(new EmbeddedRedisOptions { Port = port }, Cancellation));

    [Fact]
    public async Task A_cancelled_start_starts_nothing()
    {
        using var directory = new TempDirectory();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => EmbeddedRedis.StartAsync(directory.Path, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task Many_servers_run_side_by_side()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EmbeddedRedis.StartAsync(cancellationToken: Cancellation)));
        Assert.Equal(8, servers.Select(server => server.Port).Distinct().Count());
        foreach (var server in servers)
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            Assert.False(await connection.GetDatabase().KeyExistsAsync("who"));
            await connection.GetDatabase().StringSetAsync("who", server.Port);
        }

        await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Scripts_are_atomic()
    {
        // Reads, waits by working, writes: interleaved runs would lose increments or tear the pair apart.
        const string Script = """
            local n = tonumber(redis.call('GET', KEYS[1]) or '0')
            for i = 1, 200 do redis.call('HGET', KEYS[2], 'n') end
            redis.call('SET', KEYS[1], n + 1)
            redis.call('HSET', KEYS[2], 'n', n + 1)
            return n + 1
            """;
        await using var server = await EmbeddedRedis.StartAsync(cancellationToken: Cancellation);
        var connections = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => ConnectionMultiplexer.ConnectAsync(server.ConnectionString)));
        var results = await Task.WhenAll(connections.SelectMany(connection => Enumerable.Range(0, 50).Select(
            _ => connection.GetDatabase().ScriptEvaluateAsync(Script, [(RedisKey)"{p}:n", (RedisKey)"{p}:h"]))));

        Assert.Equal(Enumerable.Range(1, 200), results.Select(result => (int)result).Order());
        Assert.Equal(200, (int)await connections[0].GetDatabase().HashGetAsync("{p}:h", "n"));
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task Vector_sets_are_on()
    {
        await using var server = await EmbeddedRedis.StartAsync(cancellationToken: Cancellation);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",protocol=resp2");
        var database = connection.GetDatabase();
        Assert.Equal(1, (int)await database.ExecuteAsync("VADD", "v", "VALUES", "2", "1", "0", "a", "NOQUANT"));
        Assert.Equal(1, (int)await database.ExecuteAsync("VADD", "v", "VALUES", "2", "0", "1", "b", "NOQUANT"));
        Assert.Equal("a", ((string[]?)await database.ExecuteAsync("VSIM", "v", "VALUES", "2", "0.9", "0.1", "COUNT", "1"))![0]);
    }
}
