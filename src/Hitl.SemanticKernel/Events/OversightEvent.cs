namespace Hitl.SemanticKernel;

/// <summary>One transition of a thread, or one act of a person, as it was recorded in the same step.</summary>
public sealed record OversightEvent
{
    /// <summary>The thread; <see langword="null"/> for what concerns no single thread, such as a stop.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The event's place in its chain, from 1 without gaps: that of its thread, or of the stops.</summary>
    public required long Number { get; init; }

    /// <summary>What happened: one of <see cref="EventKinds"/>, or of a later version.</summary>
    public required string Kind { get; init; }

    /// <summary>When, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who brought it about.</summary>
    public required EventActor Actor { get; init; }

    /// <summary>Why nothing was done, for example <c>decided</c>, <c>groups</c> or <c>stale</c>; <see langword="null"/> when it was done.</summary>
    public string? Refused { get; init; }

    /// <summary>What a person decided; <see langword="null"/> when the event is no decision.</summary>
    public DecisionKind? Decision { get; init; }

    /// <summary>The calls that the event is about.</summary>
    public IReadOnlyList<EventCall> Calls { get; init; } = [];

    /// <summary>The messages that came with the event; <see langword="null"/> when none did.</summary>
    public EventMessages? Messages { get; init; }

    /// <summary>The call that was started in the same step; <see langword="null"/> when none was.</summary>
    public string? StartedCall => Fact("started");

    /// <summary>The reviews that were opened in the same step.</summary>
    public IEnumerable<string> OpenedReviews =>
        Calls.Where(c => Kind is EventKinds.CallsRecorded or EventKinds.CallSettled && c.ReviewId is not null).Select(c => c.ReviewId!).Concat(FactsNamed("asked"));

    /// <summary>The reviews whose deadline had passed and took effect in the same step.</summary>
    public IEnumerable<string> ExpiredReviews => FactsNamed("expired");

    /// <summary>The reviews that were passed on to the next group in the same step.</summary>
    public IEnumerable<string> EscalatedReviews => FactsNamed("escalated");

    /// <summary>Further entries that the writer gave.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>What the store noted while it carried the transition out, in order; a name may repeat. The first is the time in milliseconds.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>What may be personal; <see langword="null"/> when there is none or it was erased.</summary>
    public EventContent? Content { get; init; }

    /// <summary>Whether there was a content and it was erased.</summary>
    public bool IsErased { get; init; }

    /// <summary>The event's hash in its chain, SHA-256 in hexadecimal. No two events have the same one, so it serves as the event's id.</summary>
    public required string Hash { get; init; }

    /// <summary>The first fact of a name; <see langword="null"/> when there is none.</summary>
    internal string? Fact(string name) => FactsNamed(name).FirstOrDefault();

    internal IEnumerable<string> FactsNamed(string name) => Facts.Where(f => f.Key == name).Select(f => f.Value);
}
