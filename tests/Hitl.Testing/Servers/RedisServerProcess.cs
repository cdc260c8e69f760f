using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Hitl.Testing;

/// <summary>The <c>redis-server</c> of the PATH as a child of the test process, with a folder and a port of its own.</summary>
public sealed partial class RedisServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TempDirectory _directory;

    private RedisServerProcess(Process process, TempDirectory directory, int port)
    {
        _process = process;
        _directory = directory;
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    public string ConnectionString { get; }

    /// <summary>The program on the PATH, when its major version is 8 or more.</summary>
    public static async Task<string?> FindProgramAsync()
    {
        const string Program = "redis-server";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, "--version") { RedirectStandardOutput = true })!;
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var version = VersionPattern().Match(said);
            return version.Success && int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture) >= 8 ? Program : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Starts a server, and returns when it accepts connections.</summary>
    /// <param name="program">The program, see <see cref="FindProgramAsync"/>.</param>
    public static async Task<RedisServerProcess> StartAsync(string program)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var directory = new TempDirectory();
            var process = Process.Start(new ProcessStartInfo(program,
            [
                "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", directory.Path,
                "--save", "", "--appendonly", "no", "--daemonize", "no", "--logfile", "redis.log",
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var server = new RedisServerProcess(process, directory, port);
            if (await server.AcceptsAsync(port))
            {
                return server;
            }

            var log = Path.Combine(directory.Path, "redis.log");
            var said = File.Exists(log) ? await File.ReadAllTextAsync(log) : await process.StandardError.ReadToEndAsync();
            await server.DisposeAsync();
            if (attempt == 3)
            {
                throw new InvalidOperationException($"'{program}' was found but does not start: {said}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _directory.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AcceptsAsync(int port)
    {
        for (var started = Stopwatch.StartNew(); started.Elapsed < TimeSpan.FromSeconds(15) && !_process.HasExited;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        return false;
    }

    private void KillAtExit(object? sender, EventArgs args)
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    [GeneratedRegex(@"\bv=(\d+)\.")]
    private static partial Regex VersionPattern();
}
