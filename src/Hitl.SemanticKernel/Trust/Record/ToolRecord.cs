namespace Hitl.SemanticKernel;

/// <summary>What people decided about the calls of one tool. Decisions about whether a call took effect (<see cref="ReviewKind.Outcome"/>) and deadlines that passed are not among them.</summary>
public sealed record ToolRecord
{
    /// <summary>How many calls were approved as they were.</summary>
    public long Approved { get; init; }

    /// <summary>How many calls were approved with other arguments.</summary>
    public long Edited { get; init; }

    /// <summary>How many calls were rejected.</summary>
    public long Rejected { get; init; }

    /// <summary>How many calls were answered by a person in the tool's place.</summary>
    public long Responded { get; init; }

    /// <summary>How many decisions there are.</summary>
    public long Decisions => Approved + Edited + Rejected + Responded;

    /// <summary>
    /// How likely the next call is right: (a + 1) / (a + b + 2), where a counts approvals and half of the edits, b rejections, responses and the
    /// other half of the edits; 0.5 without decisions.
    /// </summary>
    /// <remarks>The mean of the Beta posterior with a uniform prior: A. Jøsang, R. Ismail, The Beta Reputation System, 15th Bled Electronic Commerce Conference (2002).</remarks>
    public double Score => BetaReputation.Mean(Approved + (Edited / 2.0), Rejected + Responded + (Edited / 2.0));
}
