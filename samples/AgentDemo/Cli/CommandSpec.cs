namespace AgentDemo.Cli;

/// <summary>One command of the program.</summary>
/// <param name="Name">The command as typed.</param>
/// <param name="Operands">What it must be followed by, in order.</param>
/// <param name="Options">The options that only some commands have; a leading <c>!</c> marks one that must be given.</param>
/// <param name="Summary">What it does, for the help.</param>
internal sealed record CommandSpec(string Name, IReadOnlyList<string> Operands, IReadOnlyList<string> Options, string Summary)
{
    public IEnumerable<string> Required => Options.Where(name => name[0] == '!').Select(name => name[1..]);

    public bool Has(string option) => Options.Any(name => name.TrimStart('!') == option);
}
