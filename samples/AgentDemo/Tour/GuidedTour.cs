using AgentDemo.Cli;
using AgentDemo.Commands;
using AgentDemo.Hosting;
using AgentDemo.Output;
using AgentDemo.Shop;
using Hitl.SemanticKernel;
using Spectre.Console;

namespace AgentDemo.Tour;

/// <summary>Shows the main job: an agent pauses before a risky call, a person decides, another process goes on.</summary>
internal sealed class GuidedTour(IAnsiConsole console, Invocation line, bool asks)
{
    private const string Message = "Please look up order 1042. Some of the cups arrived broken: refund 12.50 EUR.";
    private readonly string _thread = $"tour-{Guid.NewGuid().ToString("n")[..6]}";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        console.Write(new Rule("[bold]An agent pauses before a risky call, and another process goes on[/]") { Style = new Style(Color.Blue) });
        AgentTurn turn = await BeginAsync(cancellationToken);
        bool waits = turn.Status == AgentTurnStatus.AwaitingReview;
        while (waits)
        {
            await DecideAsync(cancellationToken);
            int exit = await GoOnAsync(cancellationToken);
            if (exit is not (ExitCode.Done or ExitCode.AwaitingReview))
            {
                return ExitCode.Failed;
            }

            waits = exit == ExitCode.AwaitingReview;
        }

        return await SumUpAsync(cancellationToken);
    }

    private async Task<AgentTurn> BeginAsync(CancellationToken cancellationToken)
    {
        Chapter("The agent works");
        console.Write(Screen.Framed(SafeText.Text(Message), "Person", Color.White));
        await using DemoHost host = await DemoHost.StartAsync(line, cancellationToken);
        AgentThread thread = host.Thread(_thread);
        AgentTurn turn = await thread.AskAsync(Message, cancellationToken);
        HistoryOutput history = Outputs.Of(_thread, await thread.HistoryAsync(cancellationToken));
        console.Write(HistoryScreen.Calls(history.Calls));
        TurnScreen.Write(console, Outputs.Of(turn));
        if (turn.Status == AgentTurnStatus.AwaitingReview)
        {
            Note("The conversation and the waiting call are in the store. This process could end now, for a minute or for weeks.");
        }

        return turn;
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        Chapter("A person decides");
        await using DemoHost host = await DemoHost.StartAsync(line, cancellationToken);
        var reviewer = new Reviewer(asks ? Decision.DefaultReviewer : "tour");
        while (await host.Desk.ClaimNextAsync(reviewer, new ReviewQuery { ThreadId = _thread }, cancellationToken) is { } review)
        {
            ReviewDetailOutput shown = Outputs.Detailed(review);
            ReviewScreen.Write(console, shown);
            new Printer(console, json: false).Decided(Outputs.Of(await DecideAsync(host.Desk, review, shown, cancellationToken)));
        }
    }

    private async Task<Review> DecideAsync(ReviewDesk desk, Review review, ReviewOutput shown, CancellationToken cancellationToken)
    {
        if (!asks)
        {
            Note("Nobody is asked here (--yes, or no terminal): the tour approves by itself.");
            return await new Decision(DecisionKind.Approve, "tour", "approved by the guided tour").ApplyAsync(desk, review, cancellationToken);
        }

        while (true)
        {
            Decision decision = await new DecisionPrompt(console).AskAsync(shown, cancellationToken);
            try
            {
                return await decision.ApplyAsync(desk, review, cancellationToken);
            }
            catch (InvalidDecisionException e)
            {
                console.MarkupLine($"[red]{SafeText.Markup(e.Message)}[/]");
            }
        }
    }

    private async Task<int> GoOnAsync(CancellationToken cancellationToken)
    {
        Chapter("A second process goes on");
        Note($"This process ({Environment.ProcessId}) has let go of the store. It starts: AgentDemo resume {_thread}");
        List<string> arguments = ["resume", _thread];
        foreach ((string option, string value) in line.Options.Where(option => option.Key != "--yes"))
        {
            arguments.Add(option);
            if (value.Length > 0)
            {
                arguments.Add(value);
            }
        }

        int exit = await ChildProcess.RunAsync(arguments, cancellationToken);
        Note($"The second process has ended with exit code {exit}.");
        return exit;
    }

    private async Task<int> SumUpAsync(CancellationToken cancellationToken)
    {
        Chapter("What is on record");
        await using DemoHost host = await DemoHost.StartAsync(line, cancellationToken);
        HistoryScreen.Write(console, Outputs.Of(_thread, await host.Thread(_thread).HistoryAsync(cancellationToken)));
        Effect[] effects = [.. (await host.Effects.ListAsync(cancellationToken)).Where(effect => effect.ThreadId == _thread)];
        EffectsScreen.Write(console, effects);
        int refunds = effects.Count(effect => effect.Tool == OrdersPlugin.RefundTool);
        bool twice = effects.Where(effect => effect.IdempotencyKey is not null).GroupBy(effect => effect.IdempotencyKey).Any(runs => runs.Count() > 1);
        console.MarkupLine($"[bold]Refunds made: {refunds}.[/] {(twice ? "[red]A call ran twice.[/]" : "[green]No call ran twice.[/]")}");
        return twice ? ExitCode.Failed : ExitCode.Done;
    }

    private void Chapter(string title)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold blue]{title}[/]") { Justification = Justify.Left, Style = new Style(Color.Grey) });
    }

    private void Note(string text) => console.MarkupLine($"[grey]{SafeText.Markup(text)}[/]");
}
