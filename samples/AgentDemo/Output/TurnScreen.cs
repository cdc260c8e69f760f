using Spectre.Console;

namespace AgentDemo.Output;

/// <summary>Shows how a turn ended.</summary>
internal static class TurnScreen
{
    public static void Write(IAnsiConsole console, TurnOutput turn)
    {
        if (turn.Message is not null)
        {
            console.Write(Screen.Framed(SafeText.Text(turn.Message), "Agent", Color.Green));
        }

        switch (turn.Status)
        {
            case "AwaitingReview":
                console.MarkupLine($"[yellow]The agent waits for a person[/] in the conversation [bold]{SafeText.Short(turn.ThreadId, 60)}[/].");
                if (turn.MessageQueued)
                {
                    console.MarkupLine("[grey]Your message is queued: the agent reads it after the decisions.[/]");
                }

                ReviewListScreen.Write(console, turn.Reviews);
                break;
            case "Stopped":
                console.MarkupLine("[red]The agent was stopped.[/]");
                break;
        }
    }
}
