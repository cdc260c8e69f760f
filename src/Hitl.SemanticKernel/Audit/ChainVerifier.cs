using System.Globalization;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Checks one chain and says which of its events were changed, are missing, stand elsewhere or were put in.</summary>
internal sealed class ChainVerifier
{
    private readonly StoredChain _chain;
    private readonly string? _threadId;
    private readonly List<AuditFinding> _findings;
    private readonly Dictionary<long, List<StoredEvent>> _claims = [];
    private readonly HashSet<long> _erased = [];

    private ChainVerifier(StoredChain chain, string? threadId, List<AuditFinding> findings) => (_chain, _threadId, _findings) = (chain, threadId, findings);

    /// <summary>Checks a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="threadId">Its thread.</param>
    /// <param name="findings">Gets what is wrong.</param>
    /// <returns>The events that are what was recorded, by number.</returns>
    public static IReadOnlyDictionary<long, StoredEvent> Verify(StoredChain chain, string? threadId, List<AuditFinding> findings) =>
        new ChainVerifier(chain, threadId, findings).Run();

    private Dictionary<long, StoredEvent> Run()
    {
        foreach (var (place, stored) in _chain.Entries)
        {
            Claim(place, stored);
        }

        var (sound, head) = (new Dictionary<long, StoredEvent>(), (EventHead?)_chain.Removed);
        var order = new List<(long Number, long Place)>();
        for (var number = _chain.Removed.Number + 1; number <= _chain.Latest.Number; number++)
        {
            var (found, isSound) = Find(number, head);
            if (found is not null)
            {
                order.Add((number, found.Number));
                if (isSound)
                {
                    sound[number] = found;
                }
            }

            // What follows an event that is gone or changed can only be checked by itself.
            head = isSound ? new EventHead(number, found!.Hash, found.Facts) : null;
        }

        foreach (var (number, others) in _claims.Where(c => c.Key <= _chain.Removed.Number || c.Key > _chain.Latest.Number))
        {
            others.ForEach(other => Add(AuditFindingKind.Inserted, other.Number, $"An event that says it is number {number} stands at place {other.Number}, where there is none on record."));
        }

        CheckOrder(order);
        CheckLatest(sound);
        CheckContents(sound);
        return sound;
    }

    private void Claim(long place, StoredEvent? stored)
    {
        if (stored is null || NumberIn(stored) is not { } number)
        {
            Add(AuditFindingKind.Changed, place, $"What stands at place {place} cannot be read as an event.");
            return;
        }

        if (!_claims.TryGetValue(number, out var claims))
        {
            _claims[number] = claims = [];
        }

        claims.Add(stored);
    }

    private (StoredEvent? Found, bool IsSound) Find(long number, EventHead? head)
    {
        if (!_claims.TryGetValue(number, out var claims))
        {
            if (!_chain.Entries.TryGetValue(number, out var unread) || unread is not null)
            {
                Add(AuditFindingKind.Missing, number, $"Event {number} is gone.");
            }

            return (null, false);
        }

        var fitting = claims.Where(c => c.IsWhole && (head is null || head.Next(c.Body) == c.Hash)).ToList();
        if (fitting.Count == 0)
        {
            var changed = claims.Find(c => c.Number == number) ?? claims[0];
            Add(AuditFindingKind.Changed, number, changed.IsWhole
                ? $"Event {number} does not follow the one before: one of them was replaced."
                : $"Event {number} is not what was recorded.");
            Inserted(claims, changed);
            return (changed, false);
        }

        // Of several that fit, it is the one that the next event was appended to.
        var next = _claims.GetValueOrDefault(number + 1) ?? [];
        var found = fitting.Find(c => next.Exists(n => new EventHead(number, c.Hash, c.Facts).Next(n.Body) == n.Hash))
            ?? fitting.Find(c => number == _chain.Latest.Number && c.Hash == _chain.Latest.Hash)
            ?? fitting[0];
        Inserted(claims, found);
        return (found, true);
    }

    private void Inserted(List<StoredEvent> claims, StoredEvent but)
    {
        foreach (var other in claims.Where(c => c != but))
        {
            Add(AuditFindingKind.Inserted, other.Number, $"The event at place {other.Number} was put in.");
        }
    }

    private void CheckOrder(List<(long Number, long Place)> order)
    {
        var highest = 0L;
        var lowest = new long[order.Count + 1];
        lowest[order.Count] = long.MaxValue;
        for (var i = order.Count - 1; i >= 0; i--)
        {
            lowest[i] = Math.Min(lowest[i + 1], order[i].Place);
        }

        for (var i = 0; i < order.Count; i++)
        {
            var (number, place) = order[i];
            if (place != number && (place < highest || place > lowest[i + 1]))
            {
                Add(AuditFindingKind.Reordered, number, $"Event {number} stands at place {place}.");
            }

            highest = Math.Max(highest, place);
        }
    }

    private void CheckLatest(Dictionary<long, StoredEvent> sound)
    {
        if (sound.TryGetValue(_chain.Latest.Number, out var last) && (last.Hash != _chain.Latest.Hash || !last.Facts.AsSpan().SequenceEqual(_chain.Latest.Facts)))
        {
            Add(AuditFindingKind.Changed, _chain.Latest.Number, $"Event {_chain.Latest.Number} is not the one that the thread's record names as the latest.");
        }
    }

    private void CheckContents(Dictionary<long, StoredEvent> sound)
    {
        foreach (var (number, stored) in sound)
        {
            FindErased(number, stored.ReadBody());
        }

        foreach (var (number, stored) in sound)
        {
            var (recorded, held) = (stored.ReadBody().Content, _chain.Contents.GetValueOrDefault(stored.Number));
            if (held is not null && held != recorded)
            {
                Add(AuditFindingKind.ContentChanged, number, $"The content of event {number} is not what was recorded.");
            }
            else if (held is null && recorded is not null && !_erased.Contains(number))
            {
                Add(AuditFindingKind.ContentMissing, number, $"The content of event {number} is gone, and nobody erased it.");
            }
        }
    }

    private void FindErased(long number, EventBody body)
    {
        if (body.Kind == EventKinds.ContentErased && body.Data?.GetValueOrDefault(ErasedEvents.Name) is { } erased)
        {
            _erased.UnionWith(ErasedEvents.Parse(erased, number - 1));
        }
    }

    private static long? NumberIn(StoredEvent stored)
    {
        try
        {
            JsonDocument.Parse(stored.Body).Dispose();
            return LedgerRecords.ReadList(stored.Facts) is [_, _, "number", var number, ..] ? long.Parse(number, CultureInfo.InvariantCulture) : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException or JsonException)
        {
            return null;
        }
    }

    private void Add(AuditFindingKind kind, long number, string text) => _findings.Add(new AuditFinding(kind, _threadId, number, text));
}
