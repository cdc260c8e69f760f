namespace Hitl.Memory;

/// <summary>What to forget. Pinned memories are never forgotten by a policy. One limit at least must be set.</summary>
public sealed record ForgettingPolicy
{
    /// <summary>After how many times <see cref="MaxAge"/> a memory is forgotten although it is used, when <see cref="MaxInactivity"/> is set too: 12.</summary>
    public const int HardAgeFactor = 12;

    /// <summary>How old a memory may become. With <see cref="MaxInactivity"/> as well, a memory is forgotten when both limits are passed, or this one twelve times over.</summary>
    /// <value>More than 0. Default <see langword="null"/>: any age.</value>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How long ago a memory may have been found last.</summary>
    /// <value>More than 0. Default <see langword="null"/>: any time.</value>
    public TimeSpan? MaxInactivity { get; init; }

    /// <summary>How many memories are kept of those that may be forgotten: the most recent ones by <see cref="RecencyWeights.Of"/>. What is read follows what is forgotten.</summary>
    /// <value>0 or more. Default <see langword="null"/>: all.</value>
    public int? Budget { get; init; }

    /// <summary>The types that may be forgotten.</summary>
    /// <value>One at least. Default: all.</value>
    public IReadOnlyList<MemoryType> Types { get; init; } = Enum.GetValues<MemoryType>();

    /// <summary>How recency is computed for the budget.</summary>
    public RecencyWeights Weights { get; init; } = RecencyWeights.Default;

    /// <summary>Whether it is only said what would be forgotten.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool DryRun { get; init; }

    internal void ThrowIfInvalid()
    {
        if (MaxAge is null && MaxInactivity is null && Budget is null)
        {
            throw new ArgumentException("A forgetting policy has a limit: MaxAge, MaxInactivity or Budget.");
        }

        if (MaxAge <= TimeSpan.Zero || MaxInactivity <= TimeSpan.Zero || Budget < 0)
        {
            throw new ArgumentException("The limits of a forgetting policy are more than 0; a budget may be 0.");
        }

        if (Types is null or { Count: 0 } || Types.Any(type => !Enum.IsDefined(type)))
        {
            throw new ArgumentException("A forgetting policy names the types that may be forgotten, one at least.");
        }

        Weights.ThrowIfInvalid();
    }

    /// <summary>Whether the limits of time are passed.</summary>
    internal bool IsPassed(TimeSpan age, TimeSpan inactivity) => (MaxAge, MaxInactivity) switch
    {
        ({ } maxAge, { } maxInactivity) => age.Ticks > (Int128)HardAgeFactor * maxAge.Ticks || (age > maxAge && inactivity > maxInactivity),
        ({ } maxAge, null) => age > maxAge,
        (null, { } maxInactivity) => inactivity > maxInactivity,
        _ => false,
    };
}
