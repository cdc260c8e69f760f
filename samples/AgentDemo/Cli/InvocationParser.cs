namespace AgentDemo.Cli;

/// <summary>Reads a command line. Options may stand anywhere; after <c>--</c> nothing is an option.</summary>
internal static class InvocationParser
{
    private static readonly Dictionary<string, OptionSpec> Known =
        Grammar.GlobalOptions.Concat(Grammar.CommandOptions).ToDictionary(option => option.Name, StringComparer.Ordinal);

    public static Invocation Parse(IReadOnlyList<string> args)
    {
        var words = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < args.Count; i++)
        {
            if (args[i] == "--")
            {
                words.AddRange(args.Skip(i + 1));
                break;
            }

            if (args[i].Length > 1 && args[i][0] == '-')
            {
                i += ReadOption(args, i, options);
            }
            else
            {
                words.Add(args[i]);
            }
        }

        return Checked(words, options);
    }

    /// <returns>How many further words the option took.</returns>
    private static int ReadOption(IReadOnlyList<string> args, int at, Dictionary<string, string> options)
    {
        string word = args[at] is "-h" or "-?" ? "--help" : args[at];
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        string? value = equals < 0 ? null : word[(equals + 1)..];
        if (!Known.TryGetValue(name, out OptionSpec? option))
        {
            throw new UsageException($"There is no option {name}");
        }

        string? next = value is null && at + 1 < args.Count ? args[at + 1] : null;
        int taken = 0;
        switch (option.Value)
        {
            case OptionValue.None when value is not null:
                throw new UsageException($"{name} takes no value");
            case OptionValue.Required when value is null && (next is null || next.StartsWith("--", StringComparison.Ordinal)):
                throw new UsageException($"{name} needs a value: {name} {option.ValueName}");
            case OptionValue.Required when value is null:
            case OptionValue.OptionalUrl when next is not null && IsUrl(next):
                value = next;
                taken = 1;
                break;
        }

        if (option.Value == OptionValue.Required && string.IsNullOrWhiteSpace(value))
        {
            throw new UsageException($"{name} needs a value: {name} {option.ValueName}");
        }

        if (!options.TryAdd(name, value ?? ""))
        {
            throw new UsageException($"{name} is given twice");
        }

        return taken;
    }

    private static Invocation Checked(List<string> words, Dictionary<string, string> options)
    {
        if (words is ["help", ..])
        {
            options["--help"] = "";
        }

        if (options.ContainsKey("--help"))
        {
            return new Invocation(null, [], options);
        }

        CommandSpec? command = words.Count == 0
            ? null
            : Grammar.Commands.FirstOrDefault(c => c.Name == words[0]) ?? throw new UsageException($"There is no command {words[0]}");
        List<string> operands = [.. words.Skip(1)];
        foreach (OptionSpec option in Grammar.CommandOptions.Where(o => options.ContainsKey(o.Name)))
        {
            if (command is null || !command.Has(option.Name))
            {
                throw new UsageException($"{option.Name} does not belong to {command?.Name ?? "the guided tour"}");
            }
        }

        CheckOptions(options, command);
        if (command is not null)
        {
            CheckOperands(command, operands, options);
        }

        return new Invocation(command?.Name, operands, options);
    }

    private static void CheckOptions(Dictionary<string, string> options, CommandSpec? command)
    {
        if (options.ContainsKey("--data") && options.ContainsKey("--redis"))
        {
            throw new UsageException("--data and --redis exclude each other");
        }

        if (options.ContainsKey("--endpoint") && options.ContainsKey("--ollama"))
        {
            throw new UsageException("--endpoint and --ollama exclude each other");
        }

        bool remote = options.ContainsKey("--endpoint") || options.ContainsKey("--ollama");
        if (remote != options.ContainsKey("--model"))
        {
            throw new UsageException(remote ? "The model's name is missing: --model NAME" : "--model needs --endpoint or --ollama");
        }

        if (command is null && options.ContainsKey("--json"))
        {
            throw new UsageException("--json needs a command");
        }
    }

    private static void CheckOperands(CommandSpec command, List<string> operands, Dictionary<string, string> options)
    {
        for (int i = 0; i < command.Operands.Count; i++)
        {
            if (i >= operands.Count || string.IsNullOrWhiteSpace(operands[i]))
            {
                throw new UsageException($"{command.Name} needs {string.Join(" ", command.Operands)}");
            }
        }

        if (operands.Count > command.Operands.Count)
        {
            string hint = command.Name == "ask" ? ": put the message in quotes" : "";
            throw new UsageException($"{command.Name} takes no further word \"{operands[command.Operands.Count]}\"{hint}");
        }

        foreach (string required in command.Required.Where(name => !options.ContainsKey(name)))
        {
            throw new UsageException($"{command.Name} needs {required} {Known[required].ValueName}");
        }
    }

    private static bool IsUrl(string word) =>
        word.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || word.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
