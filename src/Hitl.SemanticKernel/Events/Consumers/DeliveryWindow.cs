namespace Hitl.SemanticKernel;

/// <summary>The events of one partition that are under way, in the order of the feed.</summary>
internal sealed class DeliveryWindow(FeedPosition start)
{
    private const int Size = 256;

    private readonly Queue<(EventReference Reference, Task<bool> Delivery)> _underWay = new();
    private readonly Dictionary<string, Task<bool>> _latest = new(StringComparer.Ordinal);
    private FeedPosition _read = start;

    /// <summary>How many more can be taken.</summary>
    public int Room => Size - _underWay.Count;

    /// <summary>Up to where the feed was read.</summary>
    public FeedPosition Read => _read;

    /// <summary>Everything up to there is done.</summary>
    public FeedPosition Cursor { get; private set; } = start;

    /// <summary>Ends when nothing is under way any more.</summary>
    public Task AllAsync() => Task.WhenAll(_underWay.Select(e => e.Delivery));

    /// <summary>Takes entries.</summary>
    /// <param name="page">The entries.</param>
    /// <param name="deliver">Begins to deliver one, once the one before of its chain is delivered.</param>
    public void Add(FeedPage page, Func<Task<bool>, EventReference, Task<bool>> deliver)
    {
        foreach (var reference in page.Entries)
        {
            var delivery = deliver(_latest.GetValueOrDefault(reference.Key) ?? Task.FromResult(true), reference);
            _latest[reference.Key] = delivery;
            _underWay.Enqueue((reference, delivery));
        }

        _read = page.End;
    }

    /// <summary>Takes out what is done, up to the first that is not.</summary>
    /// <exception cref="OversightUnavailableException">A delivery could not be ended, because the store did not answer.</exception>
    public async Task AdvanceAsync()
    {
        while (_underWay.TryPeek(out var first) && first.Delivery.IsCompleted)
        {
            if (!await first.Delivery.ConfigureAwait(false))
            {
                return;
            }

            _underWay.Dequeue();
            Cursor = first.Reference.Position;
            if (_latest.GetValueOrDefault(first.Reference.Key) == first.Delivery)
            {
                _latest.Remove(first.Reference.Key);
            }
        }

        if (_underWay.Count == 0)
        {
            Cursor = _read;
        }
    }
}
