using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Where the values of one conversation come from. It grows with new messages only.</summary>
/// <remarks>Reading is for one flow at a time; conversations that were handed out may be looked at meanwhile.</remarks>
internal sealed class ConversationIndex
{
    private readonly Func<string, OutputOrigin> _originOf;
    private readonly Lock _gate = new();
    private ChatMessage[] _messages = [];
    private int _count;

    public ConversationIndex(Func<string, OutputOrigin> originOf) => _originOf = originOf;

    /// <summary>Reads what is new in a log.</summary>
    /// <param name="parts">The log, in parts that follow each other.</param>
    /// <returns>The conversation that the log is.</returns>
    public Conversation Read(params ReadOnlySpan<IReadOnlyList<ChatMessage>> parts)
    {
        lock (_gate)
        {
            var total = 0;
            foreach (var part in parts)
            {
                total += part.Count;
            }

            if (!GoesOn(parts, total))
            {
                (_messages, _count) = ([], 0);
            }

            var at = 0;
            foreach (var part in parts)
            {
                for (var i = Math.Max(0, _count - at); i < part.Count; i++)
                {
                    Add(part[i]);
                }

                at += part.Count;
            }

            return new Conversation(new ArraySegment<ChatMessage>(_messages, 0, total), this);
        }
    }

    /// <summary>Whether a log begins with the messages that were read: logs are only appended to, so the last one tells.</summary>
    private bool GoesOn(ReadOnlySpan<IReadOnlyList<ChatMessage>> parts, int total)
    {
        if (_count == 0)
        {
            return true;
        }

        if (total < _count)
        {
            return false;
        }

        var last = _count - 1;
        foreach (var part in parts)
        {
            if (last < part.Count)
            {
                return ReferenceEquals(part[last], _messages[_count - 1]);
            }

            last -= part.Count;
        }

        return false;
    }

    private void Add(ChatMessage message)
    {
        if (_count == _messages.Length)
        {
            // A new array, so that views on the old one stay as they are.
            Array.Resize(ref _messages, Math.Max(16, _count * 2));
        }

        _messages[_count++] = message;
    }
}
