using System.IO.Pipes;
using System.Net.Sockets;

namespace Hitl.Testing;

/// <summary>Whether a container engine runs here: a socket that answers, not a program that is installed.</summary>
internal static class DockerSocket
{
    public static async Task<bool> AnswersAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellationToken) => await ConnectAsync(cancellationToken),
        };
        using var client = new HttpClient(handler);
        try
        {
            using var response = await client.GetAsync(new Uri("http://docker/_ping"), patience.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or UriFormatException)
        {
            return false;
        }
    }

    private static async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var host = new Uri(Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } named
            ? named
            : OperatingSystem.IsWindows() ? "npipe://./pipe/docker_engine" : "unix:///var/run/docker.sock");
        if (host.Scheme == "npipe")
        {
            var pipe = new NamedPipeClientStream(".", host.Segments[^1], PipeDirection.InOut, PipeOptions.Asynchronous);
            await pipe.ConnectAsync(cancellationToken);
            return pipe;
        }

        var socket = host.Scheme == "unix"
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (host.Scheme == "unix"
                ? socket.ConnectAsync(new UnixDomainSocketEndPoint(host.LocalPath), cancellationToken)
                : socket.ConnectAsync(host.Host, host.Port, cancellationToken));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
