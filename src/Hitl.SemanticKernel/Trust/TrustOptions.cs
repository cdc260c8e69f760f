namespace Hitl.SemanticKernel;

/// <summary>How much the trust signals in the box count; configuration section <c>Hitl:Trust</c>.</summary>
/// <remarks>A weight is how much a signal counts beside the others in <see cref="TrustAssessment.Score"/>. With 0 the signal is off.</remarks>
public sealed class TrustOptions
{
    /// <summary>The name of the configuration section: <c>Hitl:Trust</c>.</summary>
    public const string SectionName = HitlOptions.SectionName + ":Trust";

    /// <summary>The largest weight: 100.</summary>
    public const double MaxWeight = 100;

    /// <summary>How much it counts where the values in the arguments come from.</summary>
    /// <value>0 to 100. Default 1.</value>
    public double GroundingWeight { get; set; } = 1;

    /// <summary>How much it counts what people decided about earlier calls of the tool. With 0 the record is not read; decisions are counted all the same.</summary>
    /// <value>0 to 100. Default 1.</value>
    public double TrackRecordWeight { get; set; } = 1;

    /// <summary>How much it counts how sure the model was of the call's tokens.</summary>
    /// <value>0 to 100. Default 1.</value>
    public double ModelConfidenceWeight { get; set; } = 1;

    /// <summary>How much it counts what the tool calls just before came to.</summary>
    /// <value>0 to 100. Default 1.</value>
    public double ChainHealthWeight { get; set; } = 1;

    /// <summary>How many results before a call are looked at for the health of the chain.</summary>
    /// <value>1 to 100. Default 10.</value>
    public int ChainHealthResults { get; set; } = 10;

    /// <summary>How the model is asked again whether it stands by a call. It only is after <c>AddSelfConsistency</c>.</summary>
    public SelfConsistencyOptions SelfConsistency { get; } = new();
}
