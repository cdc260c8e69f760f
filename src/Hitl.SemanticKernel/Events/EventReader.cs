using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Reads events as they are stored.</summary>
internal static class EventReader
{
    /// <summary>Reads an event that a feed names.</summary>
    /// <returns>The event; <see langword="null"/> when it is not on record.</returns>
    /// <exception cref="FormatException">The entry is not in the form of an event.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public static async Task<StoredEvent?> ReadEventAsync(this RedisStore store, EventReference reference, CancellationToken cancellationToken)
    {
        var fields = await store.AskAsync(database => database.HashGetAsync(reference.Key, [Entry(reference.Number), Content(reference.Number)]), cancellationToken).ConfigureAwait(false);
        return fields[0].IsNull ? null : StoredEvent.Parse(reference.Number, fields[0], fields[1]);
    }

    /// <summary>The field of an event.</summary>
    public static RedisValue Entry(long number) => string.Create(CultureInfo.InvariantCulture, $"e:{number}");

    /// <summary>The field of an event's content.</summary>
    public static RedisValue Content(long number) => string.Create(CultureInfo.InvariantCulture, $"c:{number}");
}
