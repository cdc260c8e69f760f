namespace Hitl.SemanticKernel;

/// <summary>Who brought an event about.</summary>
public sealed record EventActor
{
    /// <summary>A run of a thread.</summary>
    public static EventActor Agent { get; } = new() { Kind = ActorKind.Agent };

    /// <summary>A deadline.</summary>
    public static EventActor Deadline { get; } = new() { Kind = ActorKind.Deadline };

    /// <summary>The app itself.</summary>
    public static EventActor App { get; } = new() { Kind = ActorKind.App };

    /// <summary>What kind of actor it is.</summary>
    public ActorKind Kind { get; init; }

    /// <summary>The person's id; <see langword="null"/> when it was no person.</summary>
    public string? Id { get; init; }

    /// <summary>The groups that the person was in.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    internal static EventActor Of(Reviewer reviewer) =>
        new() { Kind = ActorKind.Person, Id = reviewer.Id, Groups = reviewer.Groups.Count > 0 ? [.. reviewer.Groups] : null };
}
