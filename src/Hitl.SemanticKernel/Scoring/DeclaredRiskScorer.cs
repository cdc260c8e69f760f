using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>The risk that people declared: the rules of the app first, then what the tool declares itself.</summary>
/// <remarks>
/// <para>Rules that apply and say something of the risk (a risk, flags or read-only) give it together: the highest risk, all
/// flags, read-only when all of them say so. Without such a rule the tool's own declaration gives it. Without either the
/// assessment is not known, and the name is looked at.</para>
/// <para>Idempotency does not replace the risk: a call is idempotent when a rule or the tool says so.</para>
/// </remarks>
internal sealed class DeclaredRiskScorer
{
    private readonly CompiledRiskRule[] _rules;

    /// <summary>Compiles the rules.</summary>
    public DeclaredRiskScorer(IEnumerable<RiskRule> rules) => _rules = [.. rules.Select((rule, index) => new CompiledRiskRule(rule, index))];

    /// <summary>Assesses a call by the rules that apply to it, together with what the tool declares.</summary>
    /// <returns>The assessment, not known when no one declared a risk; <see langword="null"/> when no rule applies.</returns>
    public RiskAssessment? ByRules(ToolCall call)
    {
        List<RiskAssessment>? applying = null;
        foreach (var rule in _rules)
        {
            if (rule.Apply(call) is { } assessment)
            {
                (applying ??= []).Add(assessment);
            }
        }

        return applying is null ? null : Combine(applying, Of(call.Tool));
    }

    /// <summary>What a tool declares itself.</summary>
    /// <returns>The assessment; not known when it declares no risk.</returns>
    public static RiskAssessment Of(ToolDefinition tool) => tool.Declaration is { } declaration ? Of(declaration) : RiskAssessment.Unknown;

    private static RiskAssessment Combine(List<RiskAssessment> applying, RiskAssessment declared)
    {
        var readsOnly = applying.TrueForAll(a => a.IsReadOnly || !a.IsKnown);
        if (applying.Exists(a => a.IsKnown))
        {
            declared = RiskAssessment.Unknown with { IsIdempotent = declared.IsIdempotent };
        }
        else
        {
            readsOnly = declared.IsReadOnly;
        }

        var combined = RiskAssessments.Combine([.. applying, declared]);
        return combined.IsReadOnly && !readsOnly ? combined with { IsReadOnly = false } : combined;
    }

    private static RiskAssessment Of(OversightDeclaration declaration)
    {
        var (risk, flags, readOnly, idempotent) = declaration;
        if (risk is not (null or (>= 0 and <= 1)))
        {
            return new RiskAssessment
            {
                Score = 1,
                Flags = flags,
                IsIdempotent = idempotent,
                Reasons = [Reason(string.Create(CultureInfo.InvariantCulture, $"The tool declares a risk of {risk}, which is not between 0 and 1 and counts as 1"))],
            };
        }

        if (RiskOf(risk, flags, readOnly) is not { } score)
        {
            return RiskAssessment.Unknown with { IsIdempotent = idempotent };
        }

        return new RiskAssessment
        {
            Score = score,
            Flags = flags,
            IsReadOnly = readOnly,
            IsIdempotent = idempotent,
            Reasons = [Reason($"The tool is declared {Describe(score, flags, readOnly)}")],
        };
    }

    /// <summary>The risk that a declaration comes to; <see langword="null"/> when it says nothing about risk.</summary>
    internal static double? RiskOf(double? risk, RiskFlags flags, bool readOnly) => risk ?? (flags, readOnly) switch
    {
        (not RiskFlags.None, _) => 1,
        (_, true) => 0,
        _ => null,
    };

    /// <summary>A declaration in words.</summary>
    internal static string Describe(double score, RiskFlags flags, bool readOnly)
    {
        var what = flags != RiskFlags.None ? flags.ToString() : readOnly ? "read-only" : "";
        var risk = string.Create(CultureInfo.InvariantCulture, $"{(what.Length == 0 ? "" : " with ")}a risk of {score:0.##}");
        return readOnly && flags == RiskFlags.None && score == 0 ? what : what.Length == 0 ? "to have " + risk : what + risk;
    }

    private static RiskReason Reason(string text) => new("declared", text);
}
