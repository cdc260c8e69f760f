using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>A TCP relay before a server: it counts what clients send, and can be cut and mended like a network.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly EndPoint _server;
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly IPEndPoint _address;
    private TcpListener _listener;
    private long _sent;

    private Relay(EndPoint server)
    {
        _server = server;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _address = (IPEndPoint)_listener.LocalEndpoint;
        _ = AcceptAsync(_listener);
    }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_address.Port},abortConnect=false,connectTimeout=500,asyncTimeout=1000,syncTimeout=1000");

    /// <summary>How many bytes clients have sent so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public static Relay To(string connectionString) => new(ConfigurationOptions.Parse(connectionString).EndPoints[0]);

    /// <summary>Ends all connections and takes no new ones.</summary>
    public void Cut()
    {
        _listener.Stop();
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>Takes connections again, at the same address.</summary>
    public void Mend()
    {
        _listener = new TcpListener(_address);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                _sockets[client] = _sockets[server] = true;
                await server.ConnectAsync(_server);
                _ = PumpAsync(client, server, count: true);
                _ = PumpAsync(server, client, count: false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The relay was cut.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool count)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var n)
            {
                if (count)
                {
                    Interlocked.Add(ref _sent, n);
                }

                for (var sent = 0; sent < n;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, n - sent));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The relay was cut, or one side left.
        }

        from.Dispose();
        to.Dispose();
    }
}
