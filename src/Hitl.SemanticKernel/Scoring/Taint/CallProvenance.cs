using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Where the values in the arguments of one call come from. Made once for each call.</summary>
internal sealed class CallProvenance
{
    private const int MaxDepth = 128;
    private const int MaxCharacters = 128 * 1024;
    private const int OnStack = 256;
    private const int LongestValue = 64;
    private const int MaxWords = 8;
    private const int MaxNames = 8;

    private static readonly SearchValues<char> Grouped = SearchValues.Create("0123456789 -+()./ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly FrozenSet<string> ProseNames = WordList.Of("""
        reason purpose rationale justification thought thoughts explanation summary description prompt instruction instructions question goal intent why title
        """).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> WhoNames = WordList.Of("""
        to cc bcc from recipient user username payee beneficiary account channel name assignee owner attendee member contact vendor supplier role folder path file branch repo
        """).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly ToolCall _call;
    private SeenWords _words = null!;
    private HashSet<int> _instructed = null!;
    private int _remaining;
    private Scan _scan;
    private string? _placeArgument;
    private string? _distinctArgument;
    private bool _sensitive;
    private string? _privateArgument;
    private bool _privateIsKept;

    private CallProvenance(ToolCall call) => _call = call;

    private enum Scan
    {
        Pieces,
        Carried,
    }

    /// <summary>The argument whose value only untrusted text has; <see langword="null"/> when there is none.</summary>
    public string? Tainted { get; private set; }

    /// <summary>Whether the text that has it speaks to the assistant.</summary>
    public bool IsInstructed { get; private set; }

    /// <summary>The argument that carries data to a place that only untrusted text names; <see langword="null"/> when there is none.</summary>
    public string? Carrying { get; private set; }

    /// <summary>How many values were looked for.</summary>
    public int Checked { get; private set; }

    /// <summary>How many of them have a ground; one that only untrusted text has counts half.</summary>
    public double Grounded { get; private set; }

    /// <summary>The arguments with values that were found nowhere.</summary>
    public List<string>? Invented { get; private set; }

    private int PlaceMessage { get; set; } = -1;

    private int DistinctMessage { get; set; } = -1;

    /// <summary>Where the values of a call come from; <see langword="null"/> when nothing was said before it.</summary>
    public static CallProvenance? Of(ToolCall call)
    {
        if (call.Conversation.Index is not { } index)
        {
            return null;
        }

        if (call.Provenance is { } known && ReferenceEquals(known._call, call))
        {
            return known;
        }

        var provenance = new CallProvenance(call);
        index.Look(provenance);
        call.Provenance = provenance;
        return provenance;
    }

    /// <summary>Looks the values up.</summary>
    public void Look(SeenWords words, HashSet<int> instructed)
    {
        (_words, _instructed, _remaining) = (words, instructed, MaxCharacters);
        Read(_call.Arguments, "arguments", 0);
        if (_placeArgument is not null && Carrying is null)
        {
            (_scan, _remaining) = (Scan.Carried, MaxCharacters);
            Read(_call.Arguments, "arguments", 0);
        }

        if (Carrying is null && _privateArgument is not null && GoesOutside()
            && ((DistinctMessage >= 0 && (_sensitive || _instructed.Contains(DistinctMessage))) || (_sensitive && _privateIsKept && _instructed.Count > 0)))
        {
            Carrying = _privateArgument;
        }

        (_words, _instructed) = (null!, null!);
    }

    private bool GoesOutside() => _call.Conversation.Index!.OriginOf(_call.Tool.Name) == OutputOrigin.Public;

    private void Read(JsonElement value, string name, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Read(property.Value, property.Name, depth + 1);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Read(item, name, depth + 1);
                }

                break;
            case JsonValueKind.String:
                Text(JsonMarshal.GetRawUtf8Value(value), name);
                break;
            case JsonValueKind.Number when JsonMarshal.GetRawUtf8Value(value) is { Length: > 2 } number:
                Number(number, name);
                break;
        }
    }

    private void Number(ReadOnlySpan<byte> number, string name)
    {
        if (number.Length > LongestValue)
        {
            return;
        }

        Span<char> text = stackalloc char[LongestValue];
        text = text[..Encoding.ASCII.GetChars(number, text)];
        ReadOnlySpan<char> plain = text.Contains('.') && text.IndexOfAny('e', 'E') < 0 ? text.TrimEnd('0').TrimEnd('.') : text;
        if (plain.Length > 2)
        {
            Process(plain, name);
        }
    }

    private void Text(ReadOnlySpan<byte> raw, string name)
    {
        var rented = raw.Length > OnStack ? ArrayPool<char>.Shared.Rent(raw.Length) : null;
        Span<char> buffer = rented ?? stackalloc char[OnStack];
        int length;
        if (raw.IndexOf((byte)'\\') < 0)
        {
            length = Encoding.UTF8.GetChars(raw[1..^1], buffer);
        }
        else
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            length = reader.CopyString(buffer);
        }

        ReadOnlySpan<char> text = buffer[..Math.Min(length, _remaining)];
        _remaining -= text.Length;
        if (!LookAlikes.IsPlain(text))
        {
            // As it looks, and as it is: a look-alike of what the user said is not what the user said.
            var folded = ArrayPool<char>.Shared.Rent(text.Length);
            var fold = folded.AsSpan(0, LookAlikes.Fold(text, folded));
            if (!fold.SequenceEqual(text))
            {
                Process(fold, name);
            }

            ArrayPool<char>.Shared.Return(folded);
        }

        Process(text, name);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private void Process(ReadOnlySpan<char> text, string name)
    {
        text = text.Trim();
        if (text.Length < 3 || text is "true" or "false" or "null")
        {
            return;
        }

        if (_scan == Scan.Carried)
        {
            if (!ProseNames.Contains(name) || _instructed.Contains(PlaceMessage))
            {
                Carry(text, name);
            }

            return;
        }

        if (text.Length <= LongestValue && Value(text, name))
        {
            return;
        }

        var rest = text;
        while (Pieces.Next(ref rest, out var piece))
        {
            var kinds = piece.Length < 3 ? PieceKinds.None : Pieces.KindsOf(piece);
            if ((kinds & PieceKinds.Identifier) != 0)
            {
                Identifier(piece, kinds, name);
            }
        }

        if (_instructed.Count > 0 && Tainted is null && text.Length > LongestValue)
        {
            Prose(text, name);
        }
    }

    /// <summary>A short value is one thing, when it has no addresses in it.</summary>
    /// <returns>Whether it is done.</returns>
    private bool Value(ReadOnlySpan<char> text, string name)
    {
        var words = 0;
        var (upper, digit) = (false, false);
        var reader = new WordReader(text);
        while (reader.Read())
        {
            words++;
            digit |= reader.HasDigit;
            upper |= char.IsUpper(text[reader.Start]) || text[reader.Start] >= 0x2e80;
        }

        if (words is 0 or > MaxWords)
        {
            return words == 0;
        }

        var kinds = text.IndexOfAny(' ', '\t', '\n') < 0 ? Pieces.KindsOf(text) : PieceKinds.None;
        if ((kinds & PieceKinds.Date) != 0)
        {
            return true;
        }

        if ((kinds & PieceKinds.Identifier) != 0)
        {
            Identifier(text, kinds, name);
            return true;
        }

        if (words > 1 && (digit || text.Contains('@') || text.Contains('.')))
        {
            // Grouped numbers are one value; other texts are looked at piece by piece.
            var whole = Find(text);
            if (whole.Sources == Sources.None)
            {
                return false;
            }

            if (text.IndexOfAnyExcept(Grouped) < 0)
            {
                Add(whole, PieceKinds.Identifier, name);
                return true;
            }

            return false;
        }

        if (ProseNames.Contains(name) || !(upper || words > 1 || WhoNames.Contains(LastWord(name))) || (words == 1 && !upper && text.Length < 4))
        {
            return true;
        }

        var seen = Find(text);
        if (seen.IsUntrusted && (words <= 4 || _instructed.Count > 0) && !IsOffered(name, text))
        {
            Taint(seen, name);
        }

        if (upper && words <= 4)
        {
            Ground(seen, name);
        }

        return true;
    }

    private void Identifier(ReadOnlySpan<char> piece, PieceKinds kinds, string name)
    {
        var seen = Find(piece);
        if (seen.Sources == Sources.None && (kinds & PieceKinds.Place) == 0)
        {
            seen = Part(piece, kinds);
        }

        if ((kinds & PieceKinds.Place) != 0)
        {
            Place(piece, seen, name);
        }
        else
        {
            Add(seen, kinds, name);
        }
    }

    /// <summary>An identifier that is nowhere as a whole may hold one that is: the domain of a mail address, a code in a path.</summary>
    private Seen Part(ReadOnlySpan<char> piece, PieceKinds kinds)
    {
        if ((kinds & PieceKinds.Address) != 0)
        {
            var domain = Find(piece[(piece.IndexOf('@') + 1)..]);
            return domain.IsUntrusted ? domain : new Seen(Sources.None);
        }

        var best = new Seen(Sources.None);
        var reader = new WordReader(piece);
        while (reader.Read())
        {
            if (reader.HasDigit && reader.Length >= 4)
            {
                var seen = _words.Find(reader.Hash);
                best = seen.IsUntrusted || best.Sources == Sources.None ? seen : best;
            }
        }

        return best;
    }

    private void Add(Seen seen, PieceKinds kinds, string name)
    {
        Ground(seen, name);
        if (seen.IsUntrusted || (seen.Sources == Sources.None && (_words.Unread & Sources.Untrusted) != 0))
        {
            Taint(seen, name);
            if ((kinds & PieceKinds.Address) != 0 && _placeArgument is null && _instructed.Contains(seen.First))
            {
                (_placeArgument, PlaceMessage) = (name, seen.First);
            }

            if (DistinctMessage < 0)
            {
                (DistinctMessage, _distinctArgument) = (seen.First, name);
            }
        }

        if ((seen.Sources & (Sources.Said | Sources.Internal | Sources.Shared)) != 0 && (seen.Sources & Sources.Public) == 0
            && !(DistinctMessage >= 0 && seen.IsIn(DistinctMessage)) && !ProseNames.Contains(name))
        {
            _privateArgument ??= name;
            _sensitive |= (kinds & PieceKinds.Sensitive) != 0;
            _privateIsKept |= (seen.Sources & Sources.Said) == 0;
        }
    }

    private void Place(ReadOnlySpan<char> piece, Seen whole, string name)
    {
        if (whole.IsTrusted)
        {
            Ground(whole, name);
            return;
        }

        var host = Pieces.HostOf(piece);
        var place = Find(host);
        for (var labels = host; place.Sources == Sources.None && labels.IndexOf('.') is > 0 and var dot && labels[(dot + 1)..].Contains('.');)
        {
            labels = labels[(dot + 1)..];
            place = Find(labels);
        }

        if (place.IsTrusted)
        {
            // A known host has places of others, too: its first folders tell whose it is.
            var path = Folder(piece, host);
            var folder = path.IsEmpty ? new Seen(Sources.None) : Find(path);
            place = folder.IsUntrusted ? folder : place;
        }

        Ground(whole.Sources != Sources.None ? whole : place, name);
        if (place.IsUntrusted)
        {
            Taint(place, name);
            var message = whole.IsUntrusted ? whole.First : place.First;
            if (_placeArgument is null)
            {
                (_placeArgument, PlaceMessage) = (name, message);
            }

            if (!whole.IsUntrusted)
            {
                PlaceMessage = message;
                Carry(piece, name);
            }
        }
        else if (place.Sources == Sources.None && _instructed.Count > 0)
        {
            PlaceMessage = int.MaxValue;
            Carry(piece, name);
            PlaceMessage = -1;
        }
    }

    private static ReadOnlySpan<char> Folder(ReadOnlySpan<char> piece, ReadOnlySpan<char> host)
    {
        var start = piece.IndexOf(host);
        var path = piece[(start + host.Length)..];
        var first = path.IndexOf('/');
        if (first < 0)
        {
            return default;
        }

        var end = path[(first + 1)..].IndexOfAny("/?#");
        var length = end < 0 ? path.Length : first + 1 + end;
        return piece[start..(start + host.Length + length)];
    }

    /// <summary>Whether a text carries what its place does not know.</summary>
    private void Carry(ReadOnlySpan<char> text, string name)
    {
        if (Carrying is not null)
        {
            return;
        }

        var load = new CarriedData(_words, PlaceMessage);
        load.Read(text);
        if (load.IsData(_instructed.Contains(PlaceMessage)))
        {
            Carrying = name;
        }
    }

    /// <summary>A text that repeats what speaks to the assistant is what that text wants to be said.</summary>
    private void Prose(ReadOnlySpan<char> text, string name)
    {
        var (pairs, repeated, previous, message) = (0, 0, 0UL, -1);
        var reader = new WordReader(text);
        while (reader.Read())
        {
            if (previous != 0)
            {
                var seen = _words.Find(WordReader.Pair(previous, reader.Hash));
                pairs++;
                if (seen.IsUntrusted && _instructed.Contains(seen.First))
                {
                    repeated++;
                    message = seen.First;
                }
            }

            previous = reader.Hash;
        }

        if (repeated * 2 > pairs)
        {
            Taint(new Seen(Sources.Shared, message, message), name);
        }
    }

    private Seen Find(ReadOnlySpan<char> text)
    {
        var reader = new WordReader(text);
        if (!reader.Read())
        {
            return new Seen(Sources.None);
        }

        var (previous, count, joined) = (reader.Hash, 1, reader.Hash);
        var seen = _words.Find(previous);
        while (reader.Read())
        {
            seen = (count == 1 ? Seen.Anywhere : seen).And(_words.Find(WordReader.Pair(previous, reader.Hash)));
            joined = WordReader.Continue(joined, text[reader.Start..reader.End]);
            (previous, count) = (reader.Hash, count + 1);
        }

        return count > 1 && seen.Sources == Sources.None ? _words.Find(joined) : seen;
    }

    private void Ground(Seen seen, string name)
    {
        Checked++;
        Grounded += seen.IsTrusted ? 1 : seen.Sources != Sources.None ? 0.5 : 0;
        if (seen.Sources == Sources.None && (Invented ??= []).Count < MaxNames && !Invented.Contains(name))
        {
            Invented.Add(name);
        }
    }

    private void Taint(Seen seen, string name)
    {
        Tainted ??= name;
        IsInstructed |= _instructed.Contains(seen.First) || _instructed.Contains(seen.Last);
    }

    /// <summary>Whether the tool's schema lists the value: then it is a choice, whoever wrote it.</summary>
    private bool IsOffered(string name, ReadOnlySpan<char> text)
    {
        if (_call.Tool.ArgumentsSchema is not { ValueKind: JsonValueKind.Object } schema
            || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object
            || !properties.TryGetProperty(name, out var property) || property.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (property.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array)
        {
            foreach (var value in values.EnumerateArray())
            {
                if (value.ValueKind == JsonValueKind.String && value.ValueEquals(text))
                {
                    return true;
                }
            }
        }

        return property.TryGetProperty("default", out var standard) && standard.ValueKind == JsonValueKind.String && standard.ValueEquals(text);
    }

    private static string LastWord(string name)
    {
        var at = name.LastIndexOfAny(['_', '-']);
        return at < 0 ? name : name[(at + 1)..];
    }
}
