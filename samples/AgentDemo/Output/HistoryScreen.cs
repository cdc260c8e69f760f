using Spectre.Console;
using Spectre.Console.Rendering;

namespace AgentDemo.Output;

/// <summary>Shows a conversation and what became of its calls.</summary>
internal static class HistoryScreen
{
    private const int ResultLimit = 300;
    private const int CallResultLimit = 120;

    public static void Write(IAnsiConsole console, HistoryOutput history)
    {
        console.Write(Screen.Framed(Messages(history.Messages), $"Conversation {SafeText.Line(history.ThreadId)}", Color.Blue));
        if (history.Calls.Count > 0)
        {
            console.Write(Calls(history.Calls));
        }
    }

    public static IRenderable Messages(IReadOnlyList<MessageOutput> messages)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadRight(2));
        grid.AddColumn();
        foreach (MessageOutput message in messages)
        {
            if (!string.IsNullOrEmpty(message.Text))
            {
                grid.AddRow(Role(message.Role), SafeText.Text(message.Text, message.Role == "system" ? "grey" : ""));
            }

            foreach (ToolCallOutput call in message.ToolCalls)
            {
                grid.AddRow(Role(message.Role), new Markup($"[yellow]→[/] {SafeText.Markup(call.Tool)} [aqua]{SafeText.Short(SafeText.Arguments(call.Arguments), ResultLimit)}[/]"));
            }

            foreach (ToolResultOutput result in message.ToolResults)
            {
                grid.AddRow(Role(message.Role), new Markup($"[green]←[/] {SafeText.Short(SafeText.Arguments(result.Result), ResultLimit)}"));
            }
        }

        return grid;
    }

    public static IRenderable Calls(IReadOnlyList<CallOutput> calls)
    {
        Table table = Screen.List("Call", "Arguments", "Risk", "State", "Result");
        foreach (CallOutput call in calls)
        {
            string changed = call.Edited is null ? "" : $"\n[grey]proposed: {SafeText.Short(SafeText.Arguments(call.Proposed), ResultLimit)}[/]";
            table.AddRow(
                SafeText.Markup(call.Tool),
                SafeText.Short(SafeText.Arguments(call.Effective), ResultLimit) + changed,
                Screen.Risk(call.Risk),
                Screen.State(call.State),
                SafeText.Short(SafeText.Arguments(call.Result), CallResultLimit));
        }

        return table;
    }

    private static Markup Role(string role) => new(role switch
    {
        "user" => "[bold]person[/]",
        "assistant" => "[bold green]agent[/]",
        "tool" => "[grey]tool[/]",
        _ => $"[grey]{SafeText.Short(role, 12)}[/]",
    });
}
