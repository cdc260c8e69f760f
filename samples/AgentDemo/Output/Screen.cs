using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AgentDemo.Output;

/// <summary>What the screens have in common: frames, colours and numbers.</summary>
internal static class Screen
{
    public static Panel Framed(IRenderable content, string title, Color color) => new(content)
    {
        Header = new PanelHeader($" {SafeText.Markup(title)} "),
        Border = BoxBorder.Rounded,
        BorderStyle = new Style(color),
        Padding = new Padding(1, 0),
        Expand = true,
    };

    public static Table List(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, Expand = true, BorderStyle = new Style(Color.Grey) };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn($"[bold]{column}[/]") { NoWrap = column is "Risk" or "State" or "Time" or "Tool" or "Call" });
        }

        return table;
    }

    public static Grid Fields(params (string Name, IRenderable Value)[] fields)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadRight(2));
        grid.AddColumn();
        foreach ((string name, IRenderable value) in fields)
        {
            grid.AddRow(new Markup($"[grey]{name}[/]"), value);
        }

        return grid;
    }

    public static string Risk(double risk)
    {
        string number = risk.ToString("0.00", CultureInfo.InvariantCulture);
        return risk >= 0.7 ? $"[red]{number}[/]" : risk >= 0.4 ? $"[yellow]{number}[/]" : $"[green]{number}[/]";
    }

    public static string Trust(double trust)
    {
        string number = trust.ToString("0.00", CultureInfo.InvariantCulture);
        return trust < 0.4 ? $"[red]{number}[/]" : trust < 0.7 ? $"[yellow]{number}[/]" : $"[green]{number}[/]";
    }

    public static string State(string state) => state switch
    {
        "Succeeded" or "Approved" or "Completed" => $"[green]{state}[/]",
        "Failed" or "Rejected" or "Expired" or "Denied" or "OutcomeUnknown" => $"[red]{state}[/]",
        "Pending" or "AwaitingReview" or "Claimed" => $"[yellow]{state}[/]",
        _ => $"[blue]{SafeText.Markup(state)}[/]",
    };

    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
