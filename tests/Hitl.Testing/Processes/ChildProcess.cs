using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Hitl.Testing;

/// <summary>Runs a static method of a test project in a process of its own, which a test can talk to and kill.</summary>
/// <remarks>
/// The method gets the arguments given here and speaks to the test by lines on its standard output and input.
/// The child ends when the method ends, when it is killed or disposed, or when the test process ends.
/// </remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ChildProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What the child wrote to its standard error so far.</summary>
    public string StandardError
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts a child.</summary>
    /// <param name="main">A static method of a test project (no lambda, no local function that captures).</param>
    /// <param name="args">What the method is given.</param>
    public static ChildProcess Start(Func<string[], Task> main, params string[] args) => Start(main, environment: null, args);

    /// <summary>Starts a child with environment variables of its own.</summary>
    /// <param name="main">A static method of a test project (no lambda, no local function that captures).</param>
    /// <param name="environment">Variables to set; a null value removes one.</param>
    /// <param name="args">What the method is given.</param>
    public static ChildProcess Start(Func<string[], Task> main, IReadOnlyDictionary<string, string?>? environment, params string[] args)
    {
        ArgumentNullException.ThrowIfNull(main);
        var method = main.Method;
        if (!method.IsStatic)
        {
            throw new ArgumentException("The child runs a static method: give a method group, not a lambda.", nameof(main));
        }

        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var assembly = method.Module.Assembly;
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name!);
        foreach (var argument in (string[])
            [
                "exec", "--depsfile", path + ".deps.json", "--runtimeconfig", path + ".runtimeconfig.json",
                Path.Combine(AppContext.BaseDirectory, typeof(ChildProcess).Assembly.GetName().Name + ".dll"),
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                assembly.FullName!, method.DeclaringType!.FullName!, method.Name, .. args,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException("The child was not started."));
    }

    /// <summary>The next line of the child's standard output.</summary>
    /// <exception cref="InvalidOperationException">The child ended instead; the message has its standard error.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken = default) =>
        await TryReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException(
                $"The child ended with exit code {await WaitForExitAsync(cancellationToken)}. It said: {StandardError}");

    /// <summary>The next line of the child's standard output, or null when there is none because the child ended.</summary>
    public async Task<string?> TryReadLineAsync(CancellationToken cancellationToken = default) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);

    /// <summary>Reads until the child says this line.</summary>
    public async Task WaitForLineAsync(string line, CancellationToken cancellationToken = default)
    {
        while (await ReadLineAsync(cancellationToken) != line)
        {
        }
    }

    /// <summary>Sends a line to the child's standard input.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellationToken = default)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    /// <summary>Kills the child at once (SIGKILL), and returns when it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>Waits until the child has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
