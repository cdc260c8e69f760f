using AgentDemo.Cli;
using AgentDemo.Commands;
using AgentDemo.Hosting;
using AgentDemo.Output;
using AgentDemo.Tour;
using Spectre.Console;

namespace AgentDemo;

/// <summary>The program from its arguments to its exit code.</summary>
internal static class App
{
    private const int RedirectedWidth = 120;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        try
        {
            Invocation line = InvocationParser.Parse(args);
            if (line.Has("--help"))
            {
                Console.WriteLine(Help.Text());
                return ExitCode.Done;
            }

            IAnsiConsole console = AnsiConsole.Console;
            if (Console.IsOutputRedirected)
            {
                console.Profile.Width = RedirectedWidth;
            }

            if (line.Command is null)
            {
                return await TourAsync(console, line, cancellationToken);
            }

            await using DemoHost host = await DemoHost.StartAsync(line, cancellationToken);
            return await CommandRunner.RunAsync(host, line, new Printer(console, line.Json), cancellationToken);
        }
        catch (UsageException e)
        {
            return await FailAsync($"{e.Message}. See AgentDemo --help.");
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever a client makes of its cancellation.
            return await FailAsync("Cancelled.");
        }
        catch (Exception e)
        {
            return await FailAsync(e.Message);
        }
    }

    private static async Task<int> TourAsync(IAnsiConsole console, Invocation line, CancellationToken cancellationToken)
    {
        bool asks = !line.Has("--yes") && !Console.IsInputRedirected && !Console.IsOutputRedirected && console.Profile.Capabilities.Interactive;
        using var folder = new TourFolder(line);
        return await new GuidedTour(console, folder.Line, asks).RunAsync(cancellationToken);
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(SafeText.Line(message));
        return ExitCode.Failed;
    }
}
