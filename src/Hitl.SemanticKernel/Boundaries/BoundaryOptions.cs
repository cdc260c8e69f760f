namespace Hitl.SemanticKernel;

/// <summary>What is done about results that something is wrong with; configuration section <c>Hitl:Boundary</c>.</summary>
public sealed class BoundaryOptions
{
    /// <summary>The name of the configuration section: <c>Hitl:Boundary</c>.</summary>
    public const string SectionName = HitlOptions.SectionName + ":Boundary";

    /// <summary>What is done about kinds that nothing is said of: those that a check of the app finds.</summary>
    internal const BoundaryActions OfOthers = BoundaryActions.Note | BoundaryActions.Distrust;

    /// <summary>What is done, by what is wrong (<see cref="ResultKinds"/>, or a name of the app's own).</summary>
    /// <value>
    /// Default: Distrust for <c>failed</c>, <c>empty</c> and <c>error</c>, which the model sees by itself; Note and Distrust for
    /// <c>schema</c>, <c>truncated</c>, <c>oversized</c>, <c>sql</c> and every other name. Results that a check failed on are always held.
    /// </value>
    public IDictionary<string, BoundaryActions> Actions { get; } = new Dictionary<string, BoundaryActions>(StringComparer.OrdinalIgnoreCase)
    {
        [ResultKinds.Failed] = BoundaryActions.Distrust,
        [ResultKinds.Empty] = BoundaryActions.Distrust,
        [ResultKinds.Error] = BoundaryActions.Distrust,
        [ResultKinds.Schema] = OfOthers,
        [ResultKinds.Truncated] = OfOthers,
        [ResultKinds.Oversized] = OfOthers,
        [ResultKinds.Sql] = OfOthers,
    };

    /// <summary>What is done about results of some tools instead. The first rule that fits decides.</summary>
    /// <value>Default: none.</value>
    public IList<BoundaryRule> Rules { get; } = [];

    /// <summary>From how many characters on a result is oversized. Its content is not looked at then.</summary>
    /// <value>1,024 to 16,777,216. Default 262,144.</value>
    public int MaxCharacters { get; set; } = 262_144;
}
