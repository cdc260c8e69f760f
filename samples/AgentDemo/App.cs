using AgentDemo.Cli;
using AgentDemo.Output;

namespace AgentDemo;

/// <summary>The program from its arguments to its exit code.</summary>
internal static class App
{
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

            await Task.CompletedTask;
            return ExitCode.Done;
        }
        catch (UsageException e)
        {
            return await FailAsync($"{e.Message}. See AgentDemo --help.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await FailAsync("Cancelled.");
        }
        catch (Exception e)
        {
            return await FailAsync(e.Message);
        }
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(SafeText.Line(message));
        return ExitCode.Failed;
    }
}
