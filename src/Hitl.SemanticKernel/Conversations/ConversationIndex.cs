using System.Buffers;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Where the values of one conversation come from. It grows with new messages only.</summary>
/// <remarks>
/// What the assistant said counts nowhere: a value that it repeats is still from where it came first. Of each message the first
/// <see cref="MessageText.MaxCharacters"/> characters of each content are read. Reading is for one flow at a time; conversations that were handed out may be looked at meanwhile.
/// </remarks>
internal sealed class ConversationIndex
{
    private const int ShortestEncoded = 24;
    private const int MaxOpenCalls = 256;

    private static readonly SearchValues<char> EncodedCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-");

    private readonly Func<string, OutputOrigin> _originOf;
    private readonly Lock _gate = new();
    private readonly SeenWords _words = new();
    private readonly HashSet<int> _instructed = [];
    private readonly Dictionary<string, FunctionCallContent> _calls = [];
    private ChatMessage[] _messages = [];
    private int _count;

    public ConversationIndex(Func<string, OutputOrigin> originOf) => _originOf = originOf;

    /// <summary>Looks values up while nothing is added.</summary>
    public void Look(ProvenanceReader reader)
    {
        lock (_gate)
        {
            reader.Read(_words, _instructed);
        }
    }

    /// <summary>Who writes what a tool returns.</summary>
    public OutputOrigin OriginOf(string tool) => _originOf(tool);

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
                _words.Clear();
                _instructed.Clear();
                _calls.Clear();
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
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case FunctionCallContent call:
                    if (_calls.Count >= MaxOpenCalls)
                    {
                        _calls.Clear();
                    }

                    _calls[call.CallId] = call;
                    break;
                case FunctionResultContent result:
                    AddResult(result);
                    break;
                case TextContent text when message.Role != ChatRole.Assistant && message.Role != ChatRole.Tool:
                    AddText(text.Text, Sources.Said, null);
                    break;
            }
        }
    }

    private void AddResult(FunctionResultContent result)
    {
        _calls.Remove(result.CallId, out var call);
        var function = result.AdditionalProperties?.GetValueOrDefault(MessageProperties.Function)?.ToString();
        var plugin = result.AdditionalProperties?.GetValueOrDefault(MessageProperties.Plugin)?.ToString();
        var tool = function is null ? call?.Name : plugin is null ? function : $"{plugin}-{function}";
        var source = (tool is null ? OutputOrigin.Shared : _originOf(tool)) switch
        {
            OutputOrigin.Internal => Sources.Internal,
            OutputOrigin.Shared => Sources.Shared,
            _ => Sources.Public,
        };
        AddText(MessageText.Of(result.Result), source, source == Sources.Internal ? Echoes(call) : null);
    }

    private void AddText(string text, Sources source, HashSet<ulong>? echoes)
    {
        var raw = text.AsSpan();
        if (raw.Length > MessageText.MaxCharacters)
        {
            raw = raw[..MessageText.MaxCharacters];
            _words.Unread |= source;
        }

        var message = _count - 1;
        var rented = LookAlikes.IsPlain(raw) ? null : ArrayPool<char>.Shared.Rent(raw.Length);
        var folded = rented is null ? raw : rented.AsSpan(0, LookAlikes.Fold(raw, rented));
        if (source != Sources.Said && Instructions.AreIn(raw, folded))
        {
            // Records hold what others wrote, too: text that speaks to the assistant is nobody's record.
            source = source == Sources.Internal ? Sources.Shared : source;
            _instructed.Add(message);
        }

        _words.Add(folded, source, message, echoes);
        if (folded != raw)
        {
            _words.Add(raw, source, message, echoes);
        }

        if ((source & Sources.Untrusted) != 0)
        {
            AddEncoded(folded, source, message);
        }

        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private void AddEncoded(ReadOnlySpan<char> text, Sources source, int message)
    {
        while (true)
        {
            var start = text.IndexOfAny(EncodedCharacters);
            if (start < 0)
            {
                return;
            }

            text = text[start..];
            var end = text.IndexOfAnyExcept(EncodedCharacters);
            var run = end < 0 ? text : text[..end];
            if (run.Length >= ShortestEncoded && Encodings.Decode(run) is { } decoded)
            {
                _words.Add(decoded, source, message, null);
                if (Instructions.AreIn(decoded, decoded))
                {
                    _instructed.Add(message);
                }
            }

            text = text[run.Length..];
        }
    }

    /// <summary>The words of a call's arguments: an output that repeats them says nothing of where they come from.</summary>
    private static HashSet<ulong>? Echoes(FunctionCallContent? call)
    {
        if (call?.Arguments is not { Count: > 0 } arguments)
        {
            return null;
        }

        var echoes = new HashSet<ulong>();
        foreach (var value in arguments.Values)
        {
            var previous = 0UL;
            var words = new WordReader(MessageText.Of(value));
            while (words.Read())
            {
                echoes.Add(words.Hash);
                echoes.Add(WordReader.Pair(previous, words.Hash));
                previous = words.Hash;
            }
        }

        return echoes;
    }
}