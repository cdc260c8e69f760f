using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>The conditions of a rule, ready to be asked.</summary>
internal sealed class CallCondition
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(50);

    private readonly NamePattern? _plugin;
    private readonly NamePattern? _function;
    private readonly (string Name, Regex Pattern)[] _arguments;
    private readonly Func<JsonElement, bool>? _when;

    /// <summary>Compiles the conditions of a rule.</summary>
    /// <exception cref="ArgumentException">A pattern is no regular expression.</exception>
    public CallCondition(CallRule rule)
    {
        _plugin = rule.Plugin is null ? null : new NamePattern(rule.Plugin);
        _function = rule.Function is null ? null : new NamePattern(rule.Function);
        _arguments = [.. rule.Arguments.Select(a => (a.Key, Compile(a.Value)))];
        _when = rule.When;
    }

    /// <summary>Compiles the pattern of an argument; linear in the text where the pattern allows it.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            // Linear in the text, so it needs no clock, which a busy machine could make run out.
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Options, MatchTimeout);
        }
    }

    /// <summary>The conditions of a rule in words.</summary>
    public static string Describe(CallRule rule)
    {
        string?[] parts =
        [
            rule.Plugin is null ? null : $"plugin {rule.Plugin}",
            rule.Function is null ? null : $"function {rule.Function}",
            rule.Arguments.Count == 0 ? null : $"arguments {string.Join(", ", rule.Arguments.Keys)}",
            rule.When is null ? null : "a condition in code",
        ];
        return string.Join(", ", parts.Where(p => p is not null));
    }

    /// <summary>Whether the rule is about a tool, whatever its arguments are.</summary>
    public bool Names(ToolDefinition tool) => Fits(_plugin, tool.PluginName) && Fits(_function, tool.FunctionName);

    /// <summary>Asks whether the rule is about a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="failure">How a condition failed, in which case the rule counts as fitting; <see langword="null"/> when none did.</param>
    public bool Fits(ToolCall call, out string? failure)
    {
        failure = null;
        if (!Names(call.Tool))
        {
            return false;
        }

        try
        {
            return ArgumentsFit(call.Arguments) && _when?.Invoke(call.Arguments) is not false;
        }
        catch (RegexMatchTimeoutException)
        {
            failure = "took too long to match an argument";
        }
        catch (Exception e)
        {
            // Not the message: it may quote arguments.
            failure = $"could not be evaluated ({e.GetType().Name})";
        }

        return true;
    }

    private static bool Fits(NamePattern? pattern, string? name) => pattern is null || pattern.IsMatch(name ?? "");

    private bool ArgumentsFit(JsonElement arguments)
    {
        foreach (var (name, pattern) in _arguments)
        {
            if (!ArgumentFits(arguments, name, pattern))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ArgumentFits(JsonElement arguments, string name, Regex pattern)
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var argument in arguments.EnumerateObject())
        {
            // Kernel arguments ignore case, so a rule about "amount" must see "Amount" too.
            if (string.Equals(argument.Name, name, StringComparison.OrdinalIgnoreCase) && pattern.IsMatch(Text(argument.Value)))
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
