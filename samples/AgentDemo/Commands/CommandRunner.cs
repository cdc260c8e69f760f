using AgentDemo.Cli;
using AgentDemo.Hosting;
using AgentDemo.Output;
using Hitl.SemanticKernel;

namespace AgentDemo.Commands;

/// <summary>Runs one command on a store that is open.</summary>
internal static class CommandRunner
{
    // As many as the desk lists at once.
    private const int MostReviews = 1000;

    public static async Task<int> RunAsync(DemoHost host, Invocation line, Printer printer, CancellationToken cancellationToken)
    {
        switch (line.Command)
        {
            case "ask":
                return await ReportAsync(await host.Thread(line.Operands[0]).AskAsync(line.Operands[1], cancellationToken), printer);
            case "resume":
                return await ReportAsync(await host.Thread(line.Operands[0]).ResumeAsync(cancellationToken), printer);
            case "reviews":
                printer.Reviews(Outputs.Of(await host.Desk.ListAsync(MostReviews, cancellationToken)));
                return ExitCode.Done;
            case "review":
                printer.Review(Outputs.Detailed(await host.Desk.GetAsync(line.Operands[0], cancellationToken)));
                return ExitCode.Done;
            case "worker":
                await host.WorkAsync(turn => printer.Turn(Outputs.Of(turn)), cancellationToken);
                return ExitCode.Done;
            case "show":
                string thread = line.Operands[0];
                printer.History(Outputs.Of(thread, await host.Thread(thread).HistoryAsync(cancellationToken)));
                return ExitCode.Done;
            case "effects":
                printer.Effects(await host.Effects.ListAsync(cancellationToken));
                return ExitCode.Done;
            case "memories":
                printer.Memories(Outputs.Of(await host.Memory.ListAsync(cancellationToken)));
                return ExitCode.Done;
            case "forget":
                return await ForgetAsync(host, line.Operands[0], printer, cancellationToken);
            default:
                return await DecideAsync(host.Desk, line, printer, cancellationToken);
        }
    }

    private static async Task<int> ReportAsync(AgentTurn turn, Printer printer)
    {
        printer.Turn(Outputs.Of(turn));
        switch (turn.Status)
        {
            case AgentTurnStatus.Completed:
                return ExitCode.Done;
            case AgentTurnStatus.AwaitingReview:
                return ExitCode.AwaitingReview;
            default:
                await Console.Error.WriteLineAsync("The agent was stopped before it was done.");
                return ExitCode.Failed;
        }
    }

    private static async Task<int> ForgetAsync(DemoHost host, string id, Printer printer, CancellationToken cancellationToken)
    {
        if (!await host.Memory.ForgetAsync(id, cancellationToken))
        {
            await Console.Error.WriteLineAsync($"There is no memory {SafeText.Line(id)}.");
            return ExitCode.Failed;
        }

        printer.Forgotten(id);
        return ExitCode.Done;
    }

    private static async Task<int> DecideAsync(ReviewDesk desk, Invocation line, Printer printer, CancellationToken cancellationToken)
    {
        string id = line.Operands[0];
        Decision decision = Decision.From(line);
        Review review = await desk.GetAsync(id, cancellationToken);
        printer.Decided(Outputs.Of(await decision.ApplyAsync(desk, review, cancellationToken)));
        return ExitCode.Done;
    }
}
