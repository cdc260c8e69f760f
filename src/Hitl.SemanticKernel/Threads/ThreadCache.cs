using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The logs of recently used threads, so that going on with a long thread reads only what is new.</summary>
internal sealed class ThreadCache
{
    private readonly int _capacity;
    private readonly Dictionary<string, LinkedListNode<CachedThread>> _threads = new(StringComparer.Ordinal);
    private readonly LinkedList<CachedThread> _recent = new();

    public ThreadCache(int capacity, Func<string, OutputOrigin> originOf) => (_capacity, OriginOf) = (capacity, originOf);

    /// <summary>Who writes what a tool returns, by the tool's name.</summary>
    public Func<string, OutputOrigin> OriginOf { get; }

    public CachedThread? Find(string threadId)
    {
        lock (_threads)
        {
            if (!_threads.TryGetValue(threadId, out var node))
            {
                return null;
            }

            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value;
        }
    }

    public void Keep(string threadId, string uid, IEnumerable<ChatMessage> log, ConversationIndex index)
    {
        if (_capacity == 0)
        {
            return;
        }

        var entry = new CachedThread(threadId, uid, [.. log], index);
        lock (_threads)
        {
            if (_threads.Remove(threadId, out var node))
            {
                _recent.Remove(node);
            }

            _threads[threadId] = _recent.AddFirst(entry);
            if (_threads.Count > _capacity)
            {
                _threads.Remove(_recent.Last!.Value.ThreadId);
                _recent.RemoveLast();
            }
        }
    }
}
