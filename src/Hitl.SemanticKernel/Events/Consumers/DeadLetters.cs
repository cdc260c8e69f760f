using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The events that groups could not handle: to look at, to replay and to discard. Safe for concurrent use.</summary>
public sealed class DeadLetters
{
    private readonly RedisStore _store;
    private readonly IReadOnlyList<EventFeed> _feeds;

    internal DeadLetters(RedisStore store, EventServer server) => (_store, _feeds) = (store, EventFeed.All(store, server));

    /// <summary>Lists the dead letters of a group, the oldest first.</summary>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ArgumentException">This can be no name of a group.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(string group, CancellationToken cancellationToken = default)
    {
        EventGroup.ThrowIfInvalidName(group);
        var all = await _store.AskAsync(database => Task.WhenAll(_feeds.Select(f => database.HashGetAllAsync(Keys(f, group)[2]))), cancellationToken).ConfigureAwait(false);
        return [.. all.SelectMany((letters, feed) => letters.Select(l => Letter(group, feed, StoredLetter.Parse(l.Name!, l.Value)))).OrderBy(l => l.At)];
    }

    /// <summary>Delivers a dead letter again, by a process that consumes for the group. Others of its thread may have been delivered meanwhile.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <returns>Whether the letter was still there.</returns>
    /// <exception cref="ArgumentException">This is no letter of <see cref="ListAsync"/>.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<bool> ReplayAsync(DeadLetter letter, CancellationToken cancellationToken = default)
    {
        var (feed, position) = Parse(letter);
        return await ReplayAsync(feed, letter.Group, [position], cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Delivers all dead letters of a group again.</summary>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="ArgumentException">This can be no name of a group.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<int> ReplayAllAsync(string group, CancellationToken cancellationToken = default)
    {
        EventGroup.ThrowIfInvalidName(group);
        var moved = 0;
        foreach (var feed in _feeds)
        {
            var positions = await _store.AskAsync(database => database.HashKeysAsync(Keys(feed, group)[2]), cancellationToken).ConfigureAwait(false);
            foreach (var chunk in positions.Chunk(500))
            {
                moved += await ReplayAsync(feed, group, chunk, cancellationToken).ConfigureAwait(false);
            }
        }

        return moved;
    }

    /// <summary>Forgets a dead letter. The event stays on record.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <returns>Whether the letter was still there.</returns>
    /// <exception cref="ArgumentException">This is no letter of <see cref="ListAsync"/>.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<bool> DiscardAsync(DeadLetter letter, CancellationToken cancellationToken = default)
    {
        var (feed, position) = Parse(letter);
        return _store.AskAsync(database => database.HashDeleteAsync(Keys(feed, letter.Group)[2], position), cancellationToken);
    }

    private async Task<int> ReplayAsync(EventFeed feed, string group, RedisValue[] positions, CancellationToken cancellationToken) =>
        (int)(await _store.TransitionAsync(GroupScripts.Replay, Keys(feed, group), positions, cancellationToken).ConfigureAwait(false))[1];

    private static RedisKey[] Keys(EventFeed feed, string group) => GroupPartition.KeysOf(feed, group);

    private (EventFeed Feed, RedisValue Position) Parse(DeadLetter letter)
    {
        ArgumentNullException.ThrowIfNull(letter);
        EventGroup.ThrowIfInvalidName(letter.Group);
        return letter.Id.Split(':') is [var feed, var position] && int.TryParse(feed, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _feeds.Count
            ? (_feeds[index], position)
            : throw new ArgumentException($"'{letter.Id}' is the id of no letter.", nameof(letter));
    }

    private static DeadLetter Letter(string group, int feed, StoredLetter letter) => new()
    {
        Group = group,
        Id = string.Create(CultureInfo.InvariantCulture, $"{feed}:{letter.Position}"),
        ThreadId = letter.Thread,
        Number = letter.Number,
        Kind = letter.Kind,
        At = DateTimeOffset.FromUnixTimeMilliseconds(letter.Time),
        Error = letter.Error,
        Attempts = letter.Attempts,
    };
}
