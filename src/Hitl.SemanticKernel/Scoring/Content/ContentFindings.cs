namespace Hitl.SemanticKernel;

/// <summary>What was found in the arguments of one call.</summary>
internal sealed class ContentFindings
{
    private const int MaxReasons = 16;

    private HashSet<(ContentRisk, string)>? _seen;
    private List<RiskReason>? _reasons;
    private LeavingData? _leaving;
    private double _score;
    private RiskFlags _flags;

    /// <summary>The sensitive data in the arguments.</summary>
    public LeavingData Leaving => _leaving ??= new LeavingData();

    /// <summary>Whether sensitive data is in the arguments.</summary>
    public bool HasSensitiveData => _leaving is { Any: true };

    /// <summary>Whether what was found says that the call reaches outside.</summary>
    public bool IsExternal => _flags.HasFlag(RiskFlags.External);

    /// <summary>Adds a risk; the same one of the same argument counts once.</summary>
    /// <param name="risk">The risk.</param>
    /// <param name="argument">The name of the argument, which the model may have made up.</param>
    /// <param name="detail">What makes the reason precise; never the text of the argument where that may be secret.</param>
    public void Add(ContentRisk risk, string argument, string? detail = null)
    {
        // What is not listed any more still counts.
        (_score, _flags) = (Math.Max(_score, risk.Score), _flags | risk.Flags);
        if ((_seen ??= []).Count <= 4 * MaxReasons && _seen.Add((risk, argument)) && (_reasons ??= []).Count < MaxReasons)
        {
            _reasons.Add(new RiskReason(risk.Source, $"'{ShownNames.Of(argument)}' {risk.Text}{(detail is null ? "" : $" ({detail})")}"));
        }
    }

    /// <summary>The assessment that the findings come to.</summary>
    /// <remarks>It is never a known one: what is in the arguments does not tell what the tool does with them, and a tool of which nothing is known must go on waiting.</remarks>
    public RiskAssessment ToAssessment() => _reasons is null
        ? RiskAssessment.Unknown
        : new RiskAssessment { Score = _score, Flags = _flags, IsKnown = false, Reasons = _reasons };
}
