using System.Net;
using System.Net.Sockets;

namespace Hitl.Embedded;

/// <summary>A loopback port that no other embedded server uses, for as long as this object or its process lives.</summary>
/// <remarks>
/// Garnet listens with address reuse, which .NET maps to SO_REUSEPORT on Unix: two servers of one user could listen on
/// the same port and share its connections without an error. So a UDP socket with the same number, bound exclusively,
/// stands guard: the kernel lets one process at a time have it and takes it back when the process dies.
/// </remarks>
internal sealed class LoopbackPort : IDisposable
{
    private readonly Socket _guard;

    private LoopbackPort(Socket guard) => _guard = guard;

    public IPEndPoint EndPoint => (IPEndPoint)_guard.LocalEndPoint!;

    /// <summary>Reserves a port.</summary>
    /// <param name="port">The port, or 0 for a free one.</param>
    /// <returns>The reservation, or null when the port is taken.</returns>
    public static LoopbackPort? TryReserve(int port)
    {
        var guard = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        try
        {
            guard.Bind(new IPEndPoint(IPAddress.Loopback, port));

            // Finds what is no embedded server but listens there.
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            probe.Bind(guard.LocalEndPoint!);
            return new LoopbackPort(guard);
        }
        catch (SocketException)
        {
            guard.Dispose();
            return null;
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    public void Dispose() => _guard.Dispose();
}
