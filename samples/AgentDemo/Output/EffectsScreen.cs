using AgentDemo.Shop;
using Spectre.Console;

namespace AgentDemo.Output;

/// <summary>Shows what the tools did.</summary>
internal static class EffectsScreen
{
    public static void Write(IAnsiConsole console, IReadOnlyList<Effect> effects)
    {
        if (effects.Count == 0)
        {
            console.MarkupLine("[grey]The tools did nothing so far (reading is no effect).[/]");
            return;
        }

        Table table = Screen.List("Time", "Tool", "Arguments", "Conversation");
        foreach (Effect effect in effects)
        {
            table.AddRow(
                Screen.Time(effect.Time),
                SafeText.Markup(effect.Tool),
                SafeText.Short(SafeText.Arguments(effect.Arguments), 300),
                SafeText.Short(effect.ThreadId ?? "-", 60));
        }

        console.Write(table);
        console.MarkupLine($"[grey]{effects.Count} {(effects.Count == 1 ? "effect" : "effects")}.[/]");
    }
}
