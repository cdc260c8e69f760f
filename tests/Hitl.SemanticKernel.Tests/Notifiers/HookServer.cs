using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hitl.SemanticKernel.Tests.Notifiers;

/// <summary>A web server on this machine that answers as a test says: a status with headers, or never.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<int, string?> _answer;
    private readonly Task _serving;
    private int _count;

    /// <summary>Starts the server.</summary>
    /// <param name="answer">Gets the number of the request, from 1, and says the status line and headers of the answer; <see langword="null"/> answers never.</param>
    public HookServer(Func<int, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");

    /// <summary>The requests in order.</summary>
    public ConcurrentQueue<HookRequest> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                var request = await ReadAsync(stream);
                var number = Interlocked.Increment(ref _count);
                Requests.Enqueue(request);
                if (_answer(number) is not { } answer)
                {
                    await Task.Delay(Timeout.Infinite, _end.Token);
                    return;
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The test, or the client, is gone.
            }
        }
    }

    private static async Task<HookRequest> ReadAsync(NetworkStream stream)
    {
        var received = new List<byte>();
        var buffer = new byte[65536];
        while (true)
        {
            var count = await stream.ReadAsync(buffer);
            received.AddRange(buffer.AsSpan(0, count));
            var bytes = received.ToArray();
            var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
            if (count == 0)
            {
                throw new IOException("The client is gone.");
            }

            if (end < 0)
            {
                continue;
            }

            var headers = Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n").Skip(1).Select(h => h.Split(": ", 2)).ToDictionary(h => h[0], h => h[1], StringComparer.OrdinalIgnoreCase);
            var length = int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture);
            if (bytes.Length >= end + 4 + length)
            {
                return new HookRequest(headers, bytes[(end + 4)..(end + 4 + length)], System.Diagnostics.Stopwatch.GetTimestamp());
            }
        }
    }
}
