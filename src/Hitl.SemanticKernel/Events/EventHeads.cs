using System.Collections.Concurrent;

namespace Hitl.SemanticKernel;

/// <summary>The latest events that this process has seen, of the chains it used last. One that is missing or old costs a round trip and nothing else.</summary>
internal sealed class EventHeads
{
    private const int Capacity = 4096;

    private ConcurrentDictionary<string, EventHead> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, EventHead> _old = new(StringComparer.Ordinal);

    public EventHead Find(string chain)
    {
        if (_young.TryGetValue(chain, out var head))
        {
            return head;
        }

        if (_old.TryGetValue(chain, out head))
        {
            Keep(chain, head);
            return head;
        }

        return EventHead.None;
    }

    public void Keep(string chain, EventHead head)
    {
        var young = _young;
        young[chain] = head;
        if (young.Count > Capacity && Interlocked.CompareExchange(ref _young, new(StringComparer.Ordinal), young) == young)
        {
            _old = young;
        }
    }
}
