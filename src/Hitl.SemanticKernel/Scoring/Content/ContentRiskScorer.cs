using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Judges what is in the arguments of a call: every text in them, at any depth, is read once and given to each check.</summary>
/// <remarks>It only ever raises the risk: assessments are combined by maximum, and what it says never makes a tool a known one.</remarks>
internal sealed class ContentRiskScorer : IInlineRiskScorer
{
    private readonly IContentCheck[] _checks;
    private readonly ContentOptions _options;
    private readonly ToolRiskScorer _tools;
    private readonly ConditionalWeakTable<ToolDefinition, ToolTraits> _traits = [];

    private readonly ConditionalWeakTable<ToolDefinition, ToolTraits>.CreateValueCallback _read;

    /// <summary>Takes the options of the app, and what judges the tools themselves: sensitive data matters where a tool carries it out.</summary>
    public ContentRiskScorer(IOptions<HitlOptions> options, ToolRiskScorer tools)
    {
        _options = options.Value.Content;
        _tools = tools;
        var limits = new ContentLimits(_options);
        _read = tool => new ToolTraits(tool, limits.Of(tool));
        var domains = new Domains(_options.OrganisationDomains);
        _checks = [new SqlCheck(), new CommandCheck(), new PathCheck(_options), new UrlCheck(domains), new RecipientCheck(domains), new DataCheck(domains)];
    }

    /// <inheritdoc/>
    public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default) => ValueTask.FromResult(Score(call, cancellationToken));

    /// <inheritdoc/>
    public RiskAssessment Score(ToolCall call, CancellationToken cancellationToken)
    {
        var traits = _traits.GetValue(call.Tool, _read);
        var findings = new ContentReader(_checks, traits, _options.MaxCharacters, cancellationToken).Find(call.Arguments);
        if (!traits.Limits.IsEmpty)
        {
            new LimitCheck(traits.Limits, call.Arguments, findings).Read(call.Arguments, "arguments");
        }

        if (findings.HasSensitiveData && (findings.IsExternal || traits.GoesOutside || _tools.Score(call, cancellationToken).Flags.HasFlag(RiskFlags.External)))
        {
            findings.Leaving.Report(findings);
        }

        return findings.ToAssessment();
    }
}
