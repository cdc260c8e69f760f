using System.Text;

namespace AgentDemo.Cli;

/// <summary>The help text.</summary>
internal static class Help
{
    public static string Text()
    {
        var text = new StringBuilder();
        text.AppendLine("AgentDemo: a support agent whose risky calls wait for a person.");
        text.AppendLine();
        text.AppendLine("Usage:");
        text.AppendLine("  AgentDemo                          a guided tour (--yes: approve without asking)");
        text.AppendLine("  AgentDemo COMMAND [options]        one step, in a process of its own");
        text.AppendLine();
        text.AppendLine("Commands:");
        foreach (CommandSpec command in Grammar.Commands)
        {
            text.AppendLine($"  {Usage(command),-52} {command.Summary}");
        }

        text.AppendLine();
        text.AppendLine("Options of the decisions:");
        Append(text, Grammar.CommandOptions);
        text.AppendLine();
        text.AppendLine("Options everywhere:");
        Append(text, Grammar.GlobalOptions);
        text.AppendLine();
        text.AppendLine("Exit code: 0 done, 3 awaiting review (ask, resume), 1 anything else with one line on standard error.");
        text.AppendLine();
        text.AppendLine("Example:");
        text.AppendLine("  AgentDemo ask t1 \"Look up order 1042 and refund 12.50\"");
        text.AppendLine("  AgentDemo reviews");
        text.AppendLine("  AgentDemo approve ID --by ana");
        text.AppendLine("  AgentDemo resume t1");
        text.Append("  AgentDemo effects");
        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<OptionSpec> options)
    {
        foreach (OptionSpec option in options)
        {
            text.AppendLine($"  {(option.Name + " " + option.ValueName).TrimEnd(),-18} {option.Summary}");
        }
    }

    private static string Usage(CommandSpec command)
    {
        IEnumerable<string> options = command.Options.Select(name => name[0] == '!' ? Option(name[1..]) : $"[{Option(name)}]");
        return string.Join(' ', [command.Name, .. command.Operands, .. options]);
    }

    private static string Option(string name) => $"{name} {Grammar.CommandOptions.First(o => o.Name == name).ValueName}";
}
