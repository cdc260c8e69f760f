using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>A rule of the app, ready to be applied.</summary>
internal sealed class CompiledRule
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(50);

    private readonly OversightRule _rule;
    private readonly Regex? _plugin;
    private readonly Regex? _function;
    private readonly (string Name, Regex Pattern)[] _arguments;
    private readonly string _name;
    private readonly RiskAssessment _assessment;

    /// <summary>Compiles a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="index">Its position in the options, which names it.</param>
    /// <exception cref="ArgumentException">A pattern is no regular expression.</exception>
    public CompiledRule(OversightRule rule, int index)
    {
        _rule = rule;
        _name = $"Rule {HitlOptions.SectionName}:Rules:{index}";
        _plugin = Glob(rule.Plugin);
        _function = Glob(rule.Function);
        _arguments = [.. rule.Arguments.Select(a => (a.Key, Compile(a.Value)))];

        var score = DeclaredRiskScorer.RiskOf(rule.Risk, rule.Flags, rule.ReadOnly);
        var says = score is { } risk ? $"says the call is {DeclaredRiskScorer.Describe(risk, rule.Flags, rule.ReadOnly)}" : "applies";
        _assessment = new RiskAssessment
        {
            Score = score ?? 0,
            Flags = rule.Flags,
            IsReadOnly = rule.ReadOnly,
            IsIdempotent = rule.Idempotent,
            IsKnown = score is not null,
            RequiredVerdict = rule.Verdict,
            Reasons = [new RiskReason(OversightPolicy.RuleSource, rule.Reason ?? $"{_name} ({Conditions(rule)}) {says}")],
        };
    }

    /// <summary>Compiles the pattern of an argument; linear in the text where the pattern allows it.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, MatchTimeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Options, MatchTimeout);
        }
    }

    /// <summary>Applies the rule to a call.</summary>
    /// <returns>What the rule says of the call; <see langword="null"/> when it is not about it.</returns>
    public RiskAssessment? Apply(ToolCall call)
    {
        if (!Fits(_plugin, call.Tool.PluginName) || !Fits(_function, call.Tool.FunctionName))
        {
            return null;
        }

        try
        {
            return ArgumentsFit(call.Arguments) && _rule.When?.Invoke(call.Arguments) is not false ? _assessment : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return Failed("took too long to match an argument");
        }
        catch (Exception e)
        {
            // Not the message: it may quote arguments.
            return Failed($"could not be evaluated ({e.GetType().Name})");
        }
    }

    private static bool Fits(Regex? pattern, string? name) => pattern is null || pattern.IsMatch(name ?? "");

    /// <summary>Compiles a name in which <c>*</c> stands for any characters.</summary>
    public static Regex? Glob(string? glob) => glob is null
        ? null
        : new Regex($@"\A{Regex.Escape(glob).Replace("\\*", ".*", StringComparison.Ordinal)}\z", Options | RegexOptions.NonBacktracking | RegexOptions.Singleline);

    private static string Conditions(OversightRule rule)
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

    private RiskAssessment Failed(string how) => _assessment with
    {
        Score = 1,
        IsReadOnly = false,
        IsKnown = true,
        RequiredVerdict = RiskAssessments.Strictest(_rule.Verdict, Verdict.Review),
        Reasons = [new RiskReason(OversightPolicy.RuleSource, $"{_name} {how}, so it applies and the call counts as maximal risk"), .. _assessment.Reasons],
    };
}
