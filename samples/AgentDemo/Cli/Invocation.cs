namespace AgentDemo.Cli;

/// <summary>A command line that was understood.</summary>
/// <param name="Command">The command; <see langword="null"/> for the guided tour.</param>
/// <param name="Operands">What follows the command: as many as the command asks for.</param>
/// <param name="Options">The options with their values; empty for those without.</param>
internal sealed record Invocation(string? Command, IReadOnlyList<string> Operands, IReadOnlyDictionary<string, string> Options)
{
    public bool Json => Has("--json");

    public bool Has(string option) => Options.ContainsKey(option);

    public string? Get(string option) => Options.GetValueOrDefault(option);
}
