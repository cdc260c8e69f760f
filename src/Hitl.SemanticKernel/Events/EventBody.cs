namespace Hitl.SemanticKernel;

/// <summary>The part of an event that is written in .NET and hashed as it is stored.</summary>
internal sealed record EventBody
{
    public int Schema { get; init; } = 1;

    public required string Kind { get; init; }

    /// <summary>The thread; <see langword="null"/> for what concerns no single thread.</summary>
    public string? Thread { get; init; }

    public required EventActor Actor { get; init; }

    public DecisionKind? Decision { get; init; }

    public IReadOnlyList<EventCall>? Calls { get; init; }

    public EventMessages? Messages { get; init; }

    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>SHA-256 of the stored content, in hexadecimal; <see langword="null"/> without content.</summary>
    public string? Content { get; init; }
}
