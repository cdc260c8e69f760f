namespace AgentDemo.Cli;

/// <summary>Whether an option takes a value.</summary>
internal enum OptionValue
{
    None,
    Required,

    /// <summary>The next word belongs to the option only when it is an address (http:// or https://).</summary>
    OptionalUrl,
}
