using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hitl.Embedded;

/// <summary>A Redis-compatible server (Microsoft Garnet) inside this process, for development, tests and demos.</summary>
/// <remarks>
/// <para>
/// It listens on the loopback address only, without a password: every user of this machine can connect to it. With a
/// data folder it is durable: a write is in the append-only file before the client gets its reply, so what was
/// acknowledged is there after the process was killed. It has no streams, no Search and no JSON.
/// </para>
/// <para>
/// Scripts are atomic towards other clients. Towards a kill they are not quite: of a script that was still running, and
/// so not acknowledged, the first writes may be recovered without the later ones, never the other way round. A script
/// should therefore write last what makes the rest count.
/// </para>
/// <para>Instances are thread-safe. In production, use Redis, Valkey or a managed Redis.</para>
/// </remarks>
public sealed class EmbeddedRedis : IAsyncDisposable
{
    private const int MaxAttempts = 20;

    private readonly GarnetServer _server;
    private readonly LoopbackPort _port;
    private readonly DataDirectoryLock? _lock;
    private readonly Lazy<Task> _stop;

    private EmbeddedRedis(GarnetServer server, LoopbackPort port, DataDirectoryLock? directoryLock)
    {
        _server = server;
        _port = port;
        _lock = directoryLock;
        Port = port.EndPoint.Port;
        DataDirectory = directoryLock?.DataDirectory;
        _stop = new Lazy<Task>(() => Task.Run(StopAsync));
    }

    /// <summary>Where to connect, as StackExchange.Redis reads it: <c>127.0.0.1:port</c>.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"{IPAddress.Loopback}:{Port}");

    /// <summary>The TCP port that the server listens on, 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>The full path of the data folder; <see langword="null"/> when the data is in memory only.</summary>
    public string? DataDirectory { get; }

    /// <summary>Starts a server on a free port.</summary>
    /// <param name="dataDirectory">The folder to keep the data in, created when it is missing; <see langword="null"/> for memory only.</param>
    /// <param name="cancellationToken">Cancels the start. A recovery under way runs to its end before this takes effect.</param>
    /// <returns>The server, ready for connections, with the data of the folder recovered.</returns>
    /// <exception cref="EmbeddedRedisInUseException">Another embedded server uses the folder.</exception>
    /// <exception cref="EmbeddedRedisException">The folder cannot be used, or its data cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled.</exception>
    public static Task<EmbeddedRedis> StartAsync(string? dataDirectory = null, CancellationToken cancellationToken = default) =>
        StartAsync(new EmbeddedRedisOptions { DataDirectory = dataDirectory }, cancellationToken);

    /// <summary>Starts a server.</summary>
    /// <param name="options">The folder, the port and the log.</param>
    /// <param name="cancellationToken">Cancels the start. A recovery under way runs to its end before this takes effect.</param>
    /// <returns>The server, ready for connections, with the data of the folder recovered.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is not between 0 and 65535.</exception>
    /// <exception cref="EmbeddedRedisInUseException">Another embedded server uses the folder.</exception>
    /// <exception cref="EmbeddedRedisException">The port is in use, the folder cannot be used, or its data cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled.</exception>
    public static async Task<EmbeddedRedis> StartAsync(EmbeddedRedisOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Port, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, IPEndPoint.MaxPort, nameof(options));
        cancellationToken.ThrowIfCancellationRequested();

        // Garnet starts and recovers synchronously.
        var server = await Task.Run(() => Start(options), cancellationToken).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return server;
    }

    /// <summary>Stops the server: closes its connections, commits what was written, and lets go of the port and the folder.</summary>
    /// <returns>A task that ends when the folder can be used again.</returns>
    public ValueTask DisposeAsync() => new(_stop.Value);

    private static EmbeddedRedis Start(EmbeddedRedisOptions options)
    {
        var directoryLock = options.DataDirectory is { } directory ? DataDirectoryLock.Acquire(directory) : null;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (TryStart(options, directoryLock) is { } server)
                {
                    return server;
                }

                if (options.Port != 0 || attempt == MaxAttempts)
                {
                    throw new EmbeddedRedisException(options.Port != 0
                        ? string.Create(CultureInfo.InvariantCulture, $"Port {options.Port} of 127.0.0.1 is in use. Choose another one, or 0 for a free one.")
                        : string.Create(CultureInfo.InvariantCulture, $"No free port was found on 127.0.0.1 in {MaxAttempts} attempts."));
                }
            }
        }
        catch
        {
            directoryLock?.Dispose();
            throw;
        }
    }

    private static EmbeddedRedis? TryStart(EmbeddedRedisOptions options, DataDirectoryLock? directoryLock)
    {
        var port = LoopbackPort.TryReserve(options.Port);
        if (port is null)
        {
            return null;
        }

        var loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        GarnetServer? server = null;
        try
        {
            server = new GarnetServer(
                GarnetSettings.Create(port.EndPoint, directoryLock?.DataDirectory, loggers.CreateLogger("Garnet")), loggers);
            server.Start();
            return new EmbeddedRedis(server, port, directoryLock);
        }
        catch (Exception exception)
        {
            server?.Dispose();
            port.Dispose();
            if (exception is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied })
            {
                return null;
            }

            throw new EmbeddedRedisException(
                directoryLock is null
                    ? $"The embedded server could not be started: {exception.Message}"
                    : $"The embedded server could not be started on the data folder '{directoryLock.DataDirectory}': {exception.Message}",
                exception);
        }
    }

    private async Task StopAsync()
    {
        try
        {
            if (_lock is not null)
            {
                await _server.Store.CommitAOFAsync(CancellationToken.None).ConfigureAwait(false);
            }

            _server.Dispose();
        }
        finally
        {
            _port.Dispose();
            _lock?.Dispose();
        }
    }
}
