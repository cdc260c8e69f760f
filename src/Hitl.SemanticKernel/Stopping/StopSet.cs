namespace Hitl.SemanticKernel;

/// <summary>The stops that are in force, ready to be asked. It does not change.</summary>
internal sealed class StopSet
{
    private readonly ActiveStop? _everything;
    private readonly Dictionary<string, ActiveStop> _threads;
    private readonly Dictionary<string, ActiveStop> _users;
    private readonly (NamePattern Pattern, ActiveStop Stop)[] _tools;

    public StopSet(IReadOnlyList<ActiveStop> stops)
    {
        Stops = stops;
        _everything = stops.FirstOrDefault(s => s.Target.Kind == StopKind.Everything);
        _threads = ByName(StopKind.Thread);
        _users = ByName(StopKind.User);
        _tools = [.. stops.Where(s => s.Target.Kind == StopKind.Tool).Select(s => (new NamePattern(s.Target.Name!), s))];

        Dictionary<string, ActiveStop> ByName(StopKind kind) =>
            stops.Where(s => s.Target.Kind == kind).ToDictionary(s => s.Target.Name!, StringComparer.Ordinal);
    }

    public IReadOnlyList<ActiveStop> Stops { get; }

    /// <summary>The stop that a call falls under, the widest first; <see langword="null"/> when there is none.</summary>
    /// <param name="threadId">The call's thread.</param>
    /// <param name="userId">The user for whom it is made.</param>
    /// <param name="tool">Its tool; <see langword="null"/> when no call is meant but a turn.</param>
    public ActiveStop? Find(string threadId, string? userId, string? tool)
    {
        if (Stops.Count == 0)
        {
            return null;
        }

        var found = _everything ?? (userId is null ? null : _users.GetValueOrDefault(userId)) ?? _threads.GetValueOrDefault(threadId);
        for (var i = 0; found is null && tool is not null && i < _tools.Length; i++)
        {
            found = _tools[i].Pattern.IsMatch(tool) ? _tools[i].Stop : null;
        }

        return found;
    }
}
