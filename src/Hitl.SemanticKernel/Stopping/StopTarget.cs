using Hitl.Memory;

namespace Hitl.SemanticKernel;

/// <summary>What is stopped: a thread, a user, a tool or everything.</summary>
public sealed record StopTarget
{
    private StopTarget(StopKind kind, string? name) => (Kind, Name) = (kind, name);

    /// <summary>Every call of every thread.</summary>
    public static StopTarget Everything { get; } = new(StopKind.Everything, null);

    /// <summary>What is stopped.</summary>
    public StopKind Kind { get; }

    /// <summary>The id of the thread or user, or the pattern of the tools; <see langword="null"/> for everything.</summary>
    public string? Name { get; }

    /// <summary>The name of the field that holds the stop.</summary>
    internal string Field => Kind == StopKind.Everything ? "everything" : $"{Kind.ToString().ToLowerInvariant()}:{Name}";

    /// <summary>A thread.</summary>
    /// <param name="threadId">Its id: 1 to 512 characters.</param>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public static StopTarget Thread(string threadId) => Of(StopKind.Thread, threadId);

    /// <summary>A user, as the app names them with <c>UseUser</c>; case counts.</summary>
    /// <param name="userId">Their id: 1 to 512 characters.</param>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public static StopTarget User(string userId) => Of(StopKind.User, userId);

    /// <summary>A tool, or several.</summary>
    /// <param name="name">The full name, <c>Plugin-Function</c>, 1 to 512 characters; <c>*</c> stands for any characters, case is ignored.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or not valid Unicode.</exception>
    public static StopTarget Tool(string name) => Of(StopKind.Tool, name);

    /// <inheritdoc/>
    public override string ToString() => Kind == StopKind.Everything ? "everything" : $"{Kind.ToString().ToLowerInvariant()} '{Name}'";

    internal static StopTarget Parse(string field)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? Everything : new StopTarget(Enum.Parse<StopKind>(field.AsSpan(0, colon), ignoreCase: true), field[(colon + 1)..]);
    }

    private static StopTarget Of(StopKind kind, string name)
    {
        Keyspace.Escape(name);
        return new StopTarget(kind, name);
    }
}
