namespace AgentDemo.Cli;

/// <summary>The commands and options that there are.</summary>
internal static class Grammar
{
    public static IReadOnlyList<CommandSpec> Commands { get; } =
    [
        new("ask", ["THREAD", "MESSAGE"], [], "Say something to the agent in a conversation, new or old"),
        new("resume", ["THREAD"], [], "Go on with a conversation after decisions, or after a crash"),
        new("reviews", [], [], "List the calls that wait for a person"),
        new("review", ["ID"], [], "Show one review with everything needed to decide"),
        new("approve", ["ID"], ["--by", "--groups", "--comment"], "Let the call run as proposed"),
        new("reject", ["ID"], ["!--reason", "--by", "--groups"], "Refuse the call; the model is told why"),
        new("edit", ["ID"], ["!--args", "--by", "--groups", "--comment"], "Let the call run with other arguments"),
        new("respond", ["ID"], ["!--result", "--by", "--groups"], "Answer in the tool's place; the call does not run"),
        new("worker", [], [], "Go on with conversations when they are decided, until Ctrl+C (with --redis)"),
        new("show", ["THREAD"], [], "Show a conversation and what became of its calls"),
        new("effects", [], [], "Show what the tools really did"),
        new("memories", [], [], "List what the agent remembers of all conversations"),
        new("forget", ["ID"], [], "Let the agent forget one of them"),
    ];

    public static IReadOnlyList<OptionSpec> GlobalOptions { get; } =
    [
        new("--data", OptionValue.Required, "DIR", "Where the embedded server keeps its data (default: your local application data)"),
        new("--redis", OptionValue.Required, "CONN", "Use this Redis instead, for example localhost:6379 (also: HITL_REDIS)"),
        new("--endpoint", OptionValue.Required, "URL", "Use an OpenAI-compatible model there; the key is read from OPENAI_API_KEY"),
        new("--ollama", OptionValue.OptionalUrl, "[URL]", "Use a model of Ollama (default: http://localhost:11434)"),
        new("--model", OptionValue.Required, "NAME", "The model's name, with --endpoint or --ollama"),
        new("--json", OptionValue.None, "", "Print one JSON object and nothing else"),
        new("--yes", OptionValue.None, "", "Guided tour: approve without asking"),
        new("--help", OptionValue.None, "", "Show this help"),
    ];

    public static IReadOnlyList<OptionSpec> CommandOptions { get; } =
    [
        new("--by", OptionValue.Required, "NAME", "Who decides (default: your user name)"),
        new("--groups", OptionValue.Required, "LIST", "The groups that person is in, separated by commas"),
        new("--comment", OptionValue.Required, "TEXT", "A note to keep with the decision"),
        new("--reason", OptionValue.Required, "TEXT", "Why the call is refused"),
        new("--args", OptionValue.Required, "JSON", "The arguments to run the call with, a JSON object"),
        new("--result", OptionValue.Required, "TEXT", "What the model gets as the call's result"),
    ];
}
