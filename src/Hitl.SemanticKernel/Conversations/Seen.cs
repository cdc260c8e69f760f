namespace Hitl.SemanticKernel;

/// <summary>Where a value was seen, and in which untrusted messages: the first and the last one are known.</summary>
/// <param name="Sources">Where it was seen.</param>
/// <param name="First">The first untrusted message; -1 when there is none.</param>
/// <param name="Last">The last untrusted message.</param>
/// <param name="IsCommon">Whether it stands in more than two of them.</param>
internal readonly record struct Seen(Sources Sources, int First = -1, int Last = -1, bool IsCommon = false)
{
    /// <summary>A value that may stand anywhere: what others are narrowed from.</summary>
    public static Seen Anywhere { get; } = new(Sources.All, -1, -1, true);

    /// <summary>Whether only untrusted text has it.</summary>
    public bool IsUntrusted => (Sources & Sources.Untrusted) != 0 && (Sources & Sources.Trusted) == 0;

    public bool IsTrusted => (Sources & Sources.Trusted) != 0;

    /// <summary>Whether it stands in an untrusted message.</summary>
    public bool IsIn(int message) => (Sources & Sources.Untrusted) != 0 && (IsCommon || First == message || Last == message);

    /// <summary>With one more place.</summary>
    public Seen With(Sources source, int message)
    {
        if ((source & Sources.Untrusted) == 0)
        {
            return this with { Sources = Sources | source };
        }

        return First < 0 ? new(Sources | source, message, message)
            : Last == message ? this with { Sources = Sources | source }
            : new(Sources | source, First, message, IsCommon || First != Last);
    }

    /// <summary>Where two parts of one value can both come from.</summary>
    public Seen And(Seen other)
    {
        var sources = Sources & other.Sources;
        if (IsCommon)
        {
            return other with { Sources = sources };
        }

        var first = other.IsIn(First) ? First : other.IsIn(Last) ? Last : -1;
        var last = other.IsIn(Last) ? Last : first;
        return new(first < 0 ? sources & ~Sources.Untrusted : sources, first, last);
    }
}
