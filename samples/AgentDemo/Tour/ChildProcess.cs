using System.Diagnostics;
using System.Reflection;

namespace AgentDemo.Tour;

/// <summary>Runs this program once more, as a process of its own that writes to the same console.</summary>
internal static class ChildProcess
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using Process process = Process.Start(StartInfo(arguments))
            ?? throw new InvalidOperationException("A second process could not be started.");
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }

    private static ProcessStartInfo StartInfo(IReadOnlyList<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("This program's own file is not known.");
        var start = new ProcessStartInfo(program) { UseShellExecute = false };

        // Started as "dotnet AgentDemo.dll", the program is an argument of dotnet.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
