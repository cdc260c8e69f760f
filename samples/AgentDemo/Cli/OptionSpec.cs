namespace AgentDemo.Cli;

/// <summary>One option of the program.</summary>
/// <param name="Name">The option as typed, with its dashes.</param>
/// <param name="Value">Whether it takes a value.</param>
/// <param name="ValueName">What the help calls the value.</param>
/// <param name="Summary">What it does, for the help.</param>
internal sealed record OptionSpec(string Name, OptionValue Value, string ValueName, string Summary);
