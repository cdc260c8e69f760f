using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Judges what is in the arguments of a call: every text in them, at any depth, is read once and given to each check.</summary>
/// <remarks>It only ever raises the risk: assessments are combined by maximum, and what it says never makes a tool a known one.</remarks>
internal sealed class ContentRiskScorer : IRiskScorer
{
    private readonly IContentCheck[] _checks;
    private readonly ContentOptions _options;
    private readonly ConditionalWeakTable<ToolDefinition, ToolTraits> _traits = [];

    /// <summary>Takes the options of the app.</summary>
    public ContentRiskScorer(IOptions<HitlOptions> options)
    {
        _options = options.Value.Content;
        var domains = new Domains(_options.OrganisationDomains);
        _checks = [new SqlCheck(), new CommandCheck(), new PathCheck(_options), new UrlCheck(domains), new RecipientCheck(domains)];
    }

    /// <inheritdoc/>
    public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default)
    {
        var walk = new ArgumentWalk(_checks, _traits.GetValue(call.Tool, static tool => new ToolTraits(tool)), _options.MaxCharacters, cancellationToken);
        walk.Read(call.Arguments);
        return ValueTask.FromResult(walk.Findings.ToAssessment());
    }
}
