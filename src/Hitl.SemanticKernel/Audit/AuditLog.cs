using System.Runtime.CompilerServices;
using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>The record of what happened: every transition of every thread, and every act of a person, chained and sealed.</summary>
/// <remarks>
/// Each event is appended in the same step as what it tells. The events of a thread are chained by SHA-256, so that changing, removing or adding one shows;
/// seals sign the ends of the chains, so that removing a whole thread shows. What may be personal is kept beside the events and can be erased.
/// Safe for concurrent use.
/// </remarks>
public sealed class AuditLog
{
    private readonly RedisStore _store;
    private readonly IReadOnlyList<EventFeed> _feeds;
    private readonly SealStore _seals;
    private readonly AuditKeys? _keys;
    private readonly AuditReader _reader;
    private readonly AuditErasure _erasure;
    private readonly AuditRetention _retention;
    private readonly AuditOptions _options;

    internal AuditLog(RedisStore store, EventServer server, EventWriter events, AuditKeys? keys, IOptions<HitlOptions> options)
    {
        _store = store;
        _feeds = EventFeed.All(store, server);
        _seals = new SealStore(store);
        _keys = keys;
        _reader = new AuditReader(store, _feeds);
        _erasure = new AuditErasure(store, events);
        _retention = new AuditRetention(store, events, server, _feeds, _seals);
        _options = options.Value.Audit;
    }

    /// <summary>Whether there is a key to seal with (<c>AddAuditSeals</c>).</summary>
    public bool CanSeal => _keys is not null;

    /// <summary>Reads the events of a thread, the oldest first.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The events; none when there is no such thread.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    /// <exception cref="AuditRecordException">An event cannot be read. <see cref="VerifyThreadAsync"/> says more.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public IAsyncEnumerable<OversightEvent> ReadThreadAsync(string threadId, CancellationToken cancellationToken = default) =>
        ReadAsync(_reader.ReadChainAsync(_store.Keys.Thread(threadId).Head, cancellationToken), cancellationToken);

    /// <summary>Reads the events that concern no single thread, the oldest first: stops, and what was done to the log itself.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="AuditRecordException">An event cannot be read. <see cref="VerifyAsync"/> says more.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public IAsyncEnumerable<OversightEvent> ReadAppAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(_reader.ReadChainAsync(StopKeys.Stops(_store.Keys), cancellationToken), cancellationToken);

    /// <summary>Reads the events of all threads, the oldest first.</summary>
    /// <param name="from">From when on, by the server's clock. Default: the oldest on record.</param>
    /// <param name="to">Up to when. Default: the newest.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="AuditRecordException">An event cannot be read. <see cref="VerifyAsync"/> says more.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public IAsyncEnumerable<OversightEvent> ReadAsync(DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancellationToken = default) =>
        ReadAsync(_reader.ReadAllAsync(from, to, cancellationToken), cancellationToken);

    /// <summary>Writes events as JSON Lines: one event a line, with hash, facts, body and content as they are stored, so that the chain can be checked again elsewhere.</summary>
    /// <param name="destination">Where to. It stays open.</param>
    /// <param name="from">From when on, by the server's clock. Default: the oldest on record.</param>
    /// <param name="to">Up to when. Default: the newest.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <returns>How many events were written.</returns>
    /// <exception cref="AuditRecordException">An event cannot be read. <see cref="VerifyAsync"/> says more.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<long> ExportAsync(Stream destination, DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var count = 0L;
        await foreach (var line in SelectAsync(_reader.ReadAllAsync(from, to, cancellationToken), AuditExport.Line, cancellationToken).ConfigureAwait(false))
        {
            await destination.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            count++;
        }

        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <summary>Checks everything: each event, each chain, the feeds and the seals.</summary>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>What was checked, and what is wrong.</returns>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<AuditReport> VerifyAsync(CancellationToken cancellationToken = default) =>
        new AuditVerifier(_store, _feeds, _seals, _keys).RunAsync(only: null, cancellationToken);

    /// <summary>Checks the events of one thread, against the feed and the seals too.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>What was checked, and what is wrong.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<AuditReport> VerifyThreadAsync(string threadId, CancellationToken cancellationToken = default) =>
        new AuditVerifier(_store, _feeds, _seals, _keys).RunAsync(EventKeys.Events(_store.Keys.Thread(threadId).Head).ToString(), cancellationToken);

    /// <summary>Seals what was appended since the last seal. With <c>AddAuditSeals</c> the host does it on a schedule.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; the seal may be made all the same.</param>
    /// <returns>The seal; <see langword="null"/> when there is nothing new, or another process has just sealed.</returns>
    /// <exception cref="InvalidOperationException">There is no key (<see cref="CanSeal"/>).</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<AuditSeal?> SealAsync(CancellationToken cancellationToken = default) =>
        new AuditSealer(_store, _feeds, _seals).SealAsync(_keys ?? throw new InvalidOperationException("There is no key to seal with. Register one with AddAuditSeals."), cancellationToken);

    /// <summary>Reads the latest seal. Kept elsewhere, its <see cref="AuditSeal.Digest"/> shows later that no seal was removed.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The seal; <see langword="null"/> when there is none.</returns>
    /// <exception cref="AuditRecordException">The seal cannot be read.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<AuditSeal?> ReadLatestSealAsync(CancellationToken cancellationToken = default)
    {
        var latest = await _seals.LatestAsync(cancellationToken).ConfigureAwait(false);
        var (seal, _) = await _seals.ReadAsync(latest, cancellationToken).ConfigureAwait(false);
        return seal.IsNull ? null : Parse(() => StoredSeal.Parse(seal).ToSeal());
    }

    /// <summary>Erases the content of events of a thread: arguments, results, reasons, names, texts. The events stay, with its digest, and the chain stays valid. That it was erased, by whom and why, is an event.</summary>
    /// <param name="threadId">The thread.</param>
    /// <param name="by">Who erases.</param>
    /// <param name="reason">Why, 1 to 16,384 characters.</param>
    /// <param name="numbers">Which events. Default: all of the thread so far.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the content may be erased all the same.</param>
    /// <returns>How many contents were erased.</returns>
    /// <remarks>The log and the calls of the thread itself are other records, which this does not touch.</remarks>
    /// <exception cref="ArgumentException">The person has no valid id, the reason is missing or too long, there are no numbers or more than 10,000, or the thread's id is not valid.</exception>
    /// <exception cref="UnknownThreadException">There are no events of such a thread.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<int> EraseAsync(string threadId, Reviewer by, string reason, IReadOnlyCollection<long>? numbers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return by.Problem is { } problem ? throw new ArgumentException($"This person cannot erase: {problem}.", nameof(by))
            : reason.Length > ReviewDesk.MaxTextLength ? throw new ArgumentException($"The reason has {reason.Length} characters and at most {ReviewDesk.MaxTextLength} are taken.", nameof(reason))
            : numbers is { Count: 0 or > 10_000 } ? throw new ArgumentException("Name 1 to 10,000 events, or none for all.", nameof(numbers))
            : _erasure.EraseAsync(threadId, numbers, by, reason, cancellationToken);
    }

    /// <summary>Removes events that are older than <see cref="AuditOptions.Retention"/>, except those of threads with calls that are open. The host does it on a schedule.</summary>
    /// <param name="cancellationToken">Cancels the removal; the next one goes on.</param>
    /// <returns>How many events were removed.</returns>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public Task<long> TrimAsync(CancellationToken cancellationToken = default) =>
        _options.Retention is { } age ? _retention.TrimAsync(age, cancellationToken) : Task.FromResult(0L);

    /// <summary>Lets one process at a time do the upkeep.</summary>
    internal Task<bool> TryClaimUpkeepAsync(TimeSpan duration, CancellationToken cancellationToken) => _seals.TryClaimUpkeepAsync(duration, cancellationToken);

    private static IAsyncEnumerable<OversightEvent> ReadAsync(IAsyncEnumerable<StoredEvent> events, CancellationToken cancellationToken) =>
        SelectAsync(events, static e => e.Read(), cancellationToken);

    private static async IAsyncEnumerable<T> SelectAsync<T>(IAsyncEnumerable<StoredEvent> events, Func<StoredEvent, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var enumerator = events.GetAsyncEnumerator(cancellationToken);
        await using (enumerator.ConfigureAwait(false))
        {
            while (true)
            {
                T value;
                try
                {
                    if (!await enumerator.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }

                    value = read(enumerator.Current);
                }
                catch (Exception e) when (IsUnreadable(e))
                {
                    throw new AuditRecordException(e);
                }

                yield return value;
            }
        }
    }

    private static T Parse<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new AuditRecordException(e);
        }
    }

    private static bool IsUnreadable(Exception e) => e is FormatException or JsonException or OverflowException or KeyNotFoundException or ArgumentOutOfRangeException;
}
