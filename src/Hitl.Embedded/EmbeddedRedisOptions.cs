using Microsoft.Extensions.Logging;

namespace Hitl.Embedded;

/// <summary>How an <see cref="EmbeddedRedis"/> is started.</summary>
public sealed record EmbeddedRedisOptions
{
    /// <summary>The folder that the data is kept in.</summary>
    /// <value>
    /// A path, relative to the current directory or absolute; the folder is created when it is missing. One server at
    /// a time may use a folder. The default is <see langword="null"/>: the data lives in memory and ends with the server.
    /// </value>
    public string? DataDirectory { get; init; }

    /// <summary>The TCP port to listen on, on the IPv4 loopback address only.</summary>
    /// <value>0 to 65535. The default is 0: the system chooses a free port.</value>
    public int Port { get; init; }

    /// <summary>Where the server's own log goes.</summary>
    /// <value>The default is <see langword="null"/>: nothing is logged. The factory is not disposed with the server.</value>
    public ILoggerFactory? LoggerFactory { get; init; }
}
