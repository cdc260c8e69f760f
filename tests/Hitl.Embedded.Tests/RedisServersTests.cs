using StackExchange.Redis;

namespace Hitl.Embedded.Tests;

public class RedisServersTests(RedisServers servers)
{
    [Theory]
    [AllServers]
    public async Task Each_server_runs_scripts_and_gives_fresh_prefixes(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        Assert.Equal(kind, server.Kind);
        var (first, second) = (server.NewPrefix(), server.NewPrefix());
        Assert.NotEqual(first, second);
        Assert.Equal(1, (int)await server.Database.ScriptEvaluateAsync("return redis.call('INCR', KEYS[1])", [(RedisKey)first]));
        Assert.False(await server.Database.KeyExistsAsync(second));
        Assert.Same(server, await servers.GetAsync(kind));
    }

    [Theory]
    [AllServers(1, "a")]
    [AllServers(2, "b")]
    public async Task Values_follow_the_server(ServerKind kind, int number, string text)
    {
        await using var own = await (await servers.GetAsync(kind)).ConnectAsync();
        Assert.NotSame((await servers.GetAsync(kind)).Connection, own);
        Assert.Equal(text, number == 1 ? "a" : "b");
    }
}
