namespace Hitl.SemanticKernel;

/// <summary>Under what a review is found, as sets of the queue are named.</summary>
internal static class ReviewFacets
{
    /// <summary>Whoever decides when nobody in particular does.</summary>
    public const string Anybody = "anybody";

    public static IEnumerable<string> Of(string threadId, CallData call)
    {
        yield return Thread(threadId);
        yield return Tool(call.Tool);
        if (call.UserId is { } user)
        {
            yield return User(user);
        }

        foreach (var flag in Flags(call.Risk.Flags))
        {
            yield return flag;
        }
    }

    public static string Thread(string threadId) => "thread:" + threadId;

    public static string Tool(string tool) => "tool:" + tool;

    public static string User(string userId) => "user:" + userId;

    public static string Group(string group) => "group:" + group;

    public static IEnumerable<string> Flags(RiskFlags flags) =>
        Enum.GetValues<RiskFlags>().Where(f => f != RiskFlags.None && flags.HasFlag(f)).Select(f => $"flag:{f}");

    /// <summary>Where a person is asked: where anybody is, as a member of groups, and by id.</summary>
    public static IEnumerable<string> Entries(Reviewer reviewer) =>
        [Anybody, .. reviewer.Groups.Select(Group), "person:" + reviewer.Id];

    /// <summary>The groups and people among the entries.</summary>
    public static (IReadOnlyList<string> Groups, IReadOnlyList<string> People) Read(IReadOnlyList<string> entries) =>
        ([.. After(entries, "group:")], [.. After(entries, "person:")]);

    private static IEnumerable<string> After(IReadOnlyList<string> entries, string kind) =>
        entries.Where(e => e.StartsWith(kind, StringComparison.Ordinal)).Select(e => e[kind.Length..]);
}
