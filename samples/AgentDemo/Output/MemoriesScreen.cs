using Spectre.Console;

namespace AgentDemo.Output;

/// <summary>Shows what the agent remembers.</summary>
internal static class MemoriesScreen
{
    public static void Write(IAnsiConsole console, IReadOnlyList<MemoryOutput> memories)
    {
        if (memories.Count == 0)
        {
            console.MarkupLine("[grey]The agent remembers nothing so far.[/]");
            return;
        }

        Table table = Screen.List("Id", "Since", "What", "Conversation");
        foreach (MemoryOutput memory in memories)
        {
            table.AddRow(SafeText.Markup(memory.Id), Screen.Time(memory.CreatedAt), SafeText.Short(memory.Text, 300), SafeText.Short(memory.ThreadId ?? "-", 60));
        }

        console.Write(table);
        console.MarkupLine("[grey]Forget one with:[/] AgentDemo forget ID");
    }
}
