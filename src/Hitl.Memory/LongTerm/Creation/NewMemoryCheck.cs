using System.Text;

namespace Hitl.Memory;

/// <summary>Says what is wrong with memories that are to be stored.</summary>
internal static class NewMemoryCheck
{
    /// <summary>How far in the future a memory or a message may have been made: clocks differ.</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(300);

    private const int MaxTags = 100;
    private const int MaxTagLength = 512;

    /// <exception cref="InvalidMemoryException">A memory cannot be stored as it is.</exception>
    public static void ThrowIfInvalid(IReadOnlyList<NewMemory> memories, int maxTextBytes, DateTimeOffset now)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < memories.Count; i++)
        {
            var memory = memories[i];
            var problem = memory is null ? "is null" : Problem(memory, maxTextBytes, now) ?? (memory.Id is { } id && !ids.Add(id) ? "has the id of another one of the batch" : null);
            if (problem is not null)
            {
                throw new InvalidMemoryException($"The memory {(memory?.Id is { } known ? $"'{Shown(known)}'" : $"at place {i}")} {problem}.") { MemoryId = memory?.Id, Index = i };
            }
        }
    }

    /// <summary>What is wrong with a text, or null.</summary>
    public static string? TextProblem(string? text, int maxTextBytes) =>
        string.IsNullOrWhiteSpace(text) ? "has no text"
        : Encoding.UTF8.GetByteCount(text) is var bytes && bytes > maxTextBytes ? $"has a text of {bytes} bytes; at most {maxTextBytes} are kept"
        : RecalledText.IsIn(text) ? "has a text that was recalled from memory; what is recalled is not stored again"
        : null;

    private static string? Problem(NewMemory memory, int maxTextBytes, DateTimeOffset now) =>
        TextProblem(memory.Text, maxTextBytes)
        ?? IdProblem("id", memory.Id)
        ?? IdProblem("thread id", memory.ThreadId)
        ?? (!Enum.IsDefined(memory.Type) ? $"has the type {(int)memory.Type}, which does not exist" : null)
        ?? TagProblem("topics", memory.Topics)
        ?? TagProblem("entities", memory.Entities)
        ?? TagProblem("sources", memory.ExtractedFrom)
        ?? (memory.CreatedAt > now + MaxSkew ? "was made more than 300 seconds in the future" : null);

    /// <summary>What is wrong with tags, or null.</summary>
    public static string? TagProblem(string name, IReadOnlyList<string>? tags) =>
        tags is null ? $"has null as its {name}"
        : tags.Count > MaxTags ? $"has {tags.Count} {name}; at most {MaxTags} are kept"
        : tags.Any(string.IsNullOrWhiteSpace) ? $"has a blank one among its {name}"
        : tags.Any(tag => tag.Length > MaxTagLength) ? $"has one of more than {MaxTagLength} characters among its {name}"
        : null;

    /// <summary>What is wrong with an id, or null.</summary>
    public static string? IdProblem(string name, string? id)
    {
        try
        {
            _ = id is null ? null : Keyspace.Escape(id);
            return null;
        }
        catch (ArgumentException)
        {
            return $"has a {name} that is empty, longer than {Keyspace.MaxIdLength} characters or not valid Unicode";
        }
    }

    private static string Shown(string id) => id.Length <= 60 ? id : id[..60] + "...";
}
