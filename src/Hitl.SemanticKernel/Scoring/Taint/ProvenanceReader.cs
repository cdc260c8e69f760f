using System.Buffers;
using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>Looks the values in the arguments of a call up in the conversation before it.</summary>
/// <param name="call">The call.</param>
/// <param name="origin">Who writes what the tool returns: what goes to a public one leaves.</param>
/// <param name="provenance">Gets what is found.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class ProvenanceReader(ToolCall call, OutputOrigin origin, CallProvenance provenance, CancellationToken cancellationToken)
    : ArgumentReader(MaxCharacters, cancellationToken)
{
    private const int MaxCharacters = 128 * 1024;
    private const int ShortestNumber = 4;
    private const int LongestValue = 64;
    private const int MaxWords = 8;

    private static readonly SearchValues<char> Grouped = SearchValues.Create("0123456789 -+()./ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private SeenWords _words = null!;
    private HashSet<int> _instructed = null!;
    private bool _isCarryScan;
    private Place? _place;
    private int _distinct = -1;
    private ArgumentName? _private;
    private bool _isSensitive;
    private bool _isKept;

    /// <summary>Looks the values up.</summary>
    public void Read(SeenWords words, HashSet<int> instructed)
    {
        (_words, _instructed) = (words, instructed);
        Read(call.Arguments);
        if (_place is { } place && provenance.Carrying is null && Delivers(place))
        {
            _isCarryScan = true;
            Read(call.Arguments);
        }

        if (provenance.Carrying is null && _private is not null && origin == OutputOrigin.Public
            && ((_distinct >= 0 && (_isSensitive || IsInstructed(_distinct))) || (_isSensitive && _isKept && instructed.Count > 0)))
        {
            provenance.Carry(_private);
        }

        if (provenance is not { Tainted: null, Carrying: null } && IsAskedFor())
        {
            provenance.Ask();
        }
    }

    /// <inheritdoc/>
    protected override void TooDeep(ArgumentName name)
    {
    }

    /// <inheritdoc/>
    protected override void TooMuch(ArgumentName name)
    {
    }

    /// <inheritdoc/>
    protected override void Number(ReadOnlySpan<byte> number, ArgumentName name, ArgumentRoles roles)
    {
        // Shorter ones are quantities that stand everywhere.
        if (number.Length is < ShortestNumber or > LongestValue)
        {
            return;
        }

        Span<char> text = stackalloc char[LongestValue];
        text = text[..Encoding.ASCII.GetChars(number, text)];
        Process(text.Contains('.') && text.IndexOfAny('e', 'E') < 0 ? text.TrimEnd('0').TrimEnd('.') : text, name);
    }

    /// <inheritdoc/>
    protected override void Text(ReadOnlySpan<char> text, ArgumentName name, ArgumentRoles roles)
    {
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
    }

    /// <summary>Whether only untrusted text names the tool, by a name that is not an everyday word.</summary>
    private bool IsAskedFor()
    {
        var name = call.Tool.FunctionName;
        return (name.AsSpan().IndexOfAny('_', '-', '.') > 0 || name.AsSpan(1).IndexOfAnyInRange('A', 'Z') >= 0) && _words.Find(name).IsUntrusted;
    }

    /// <summary>Data that stands beside a place goes there, unless the place is only where something was read.</summary>
    private bool Delivers(Place place) =>
        origin == OutputOrigin.Public || IsInstructed(place.Message) || (place.Name.Roles & ArgumentRoles.Cited) == 0;

    private bool IsInstructed(int message) => _instructed.Contains(message);

    private static bool IsProse(ArgumentName name) => (name.Roles & ArgumentRoles.Prose) != 0;

    private void Process(ReadOnlySpan<char> text, ArgumentName name)
    {
        text = text.Trim();
        if (text.Length < 3 || text is "true" or "false" or "null")
        {
            return;
        }

        if (_isCarryScan)
        {
            if (!IsProse(name) || IsInstructed(_place!.Message))
            {
                Carry(text, name, _place!.Message);
            }

            return;
        }

        if (text.Length <= LongestValue && IsOneValue(text, name))
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

        if (_instructed.Count > 0 && provenance.Tainted is null && text.Length > LongestValue)
        {
            Repeated(text, name);
        }
    }

    /// <summary>A short value is one thing, when it has no addresses in it.</summary>
    /// <returns>Whether it is done.</returns>
    private bool IsOneValue(ReadOnlySpan<char> text, ArgumentName name)
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

        var isOnePiece = text.IndexOfAny(' ', '\t', '\n') < 0;
        if (isOnePiece && Pieces.Joint(text) > 0)
        {
            return false;
        }

        var kinds = isOnePiece ? Pieces.KindsOf(text) : PieceKinds.None;
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
            return IsGroupedNumber(text, name);
        }

        if (!IsProse(name) && (upper || words > 1 || (name.Roles & ArgumentRoles.Party) != 0) && (words > 1 || upper || text.Length >= 4))
        {
            Named(text, words, upper, name);
        }

        return true;
    }

    /// <summary>Grouped numbers are one value; other texts are looked at piece by piece.</summary>
    private bool IsGroupedNumber(ReadOnlySpan<char> text, ArgumentName name)
    {
        if (text.IndexOfAnyExcept(Grouped) >= 0 || _words.Find(text) is not { Sources: not Sources.None } whole)
        {
            return false;
        }

        Code(whole, PieceKinds.Identifier, name);
        return true;
    }

    private void Named(ReadOnlySpan<char> text, int words, bool upper, ArgumentName name)
    {
        var seen = _words.Find(text);
        if (seen.IsUntrusted && (words <= 4 || _instructed.Count > 0) && !OfferedValues.Have(call.Tool.ArgumentsSchema, name.Text, text))
        {
            Taint(seen, name);
        }

        if (upper && words <= 4)
        {
            provenance.Ground(seen, name);
        }
    }

    private void Identifier(ReadOnlySpan<char> piece, PieceKinds kinds, ArgumentName name)
    {
        var seen = _words.Find(piece);
        if ((kinds & PieceKinds.Place) != 0)
        {
            At(piece, seen, name);
            return;
        }

        if (seen.Sources == Sources.None)
        {
            // What is nowhere as a whole may hold what is: the domain of a mail address, a code in a path.
            var part = (kinds & PieceKinds.Address) != 0 ? _words.Find(piece[(piece.IndexOf('@') + 1)..]) : _words.FindPart(piece);
            seen = (kinds & PieceKinds.Address) == 0 || part.IsUntrusted ? part : seen;
        }

        Code(seen, kinds, name);
    }

    private void Code(Seen seen, PieceKinds kinds, ArgumentName name)
    {
        provenance.Ground(seen, name);
        if (seen.IsUntrusted || (seen.Sources == Sources.None && (_words.Unread & Sources.Untrusted) != 0))
        {
            Taint(seen, name);
            if ((kinds & PieceKinds.Address) != 0 && IsInstructed(seen.First))
            {
                _place ??= new Place(name, seen.First);
            }

            _distinct = _distinct < 0 ? seen.First : _distinct;
        }

        if ((seen.Sources & (Sources.Said | Sources.Internal | Sources.Shared)) != 0 && (seen.Sources & Sources.Public) == 0
            && !(_distinct >= 0 && seen.IsIn(_distinct)) && !IsProse(name))
        {
            _private ??= name;
            _isSensitive |= (kinds & PieceKinds.Sensitive) != 0;
            _isKept |= (seen.Sources & Sources.Said) == 0;
        }
    }

    private void At(ReadOnlySpan<char> piece, Seen whole, ArgumentName name)
    {
        if (whole.IsTrusted)
        {
            provenance.Ground(whole, name);
            return;
        }

        var host = Pieces.HostOf(piece);
        var place = Host(host);
        if (place.IsTrusted)
        {
            // A known host has places of others, too: its first folder tells whose it is.
            var folder = _words.Find(Pieces.FolderOf(piece, host));
            place = folder.IsUntrusted ? folder : place;
        }

        provenance.Ground(whole.Sources != Sources.None ? whole : place, name);
        if (place.IsUntrusted)
        {
            Taint(place, name);
            var message = whole.IsUntrusted ? whole.First : place.First;
            _place ??= new Place(name, message);
            if (!whole.IsUntrusted)
            {
                _place = _place with { Message = message };
                Carry(piece, name, message);
            }
        }
        else if (place.Sources == Sources.None && _instructed.Count > 0)
        {
            Carry(piece, name, int.MaxValue);
        }
    }

    /// <summary>Where a host was seen, or the nearest domain above it.</summary>
    private Seen Host(ReadOnlySpan<char> host)
    {
        var seen = _words.Find(host);
        for (var labels = host; seen.Sources == Sources.None && labels.IndexOf('.') is > 0 and var dot && labels[(dot + 1)..].Contains('.');)
        {
            labels = labels[(dot + 1)..];
            seen = _words.Find(labels);
        }

        return seen;
    }

    /// <summary>Whether a text carries what the message that names the place does not have.</summary>
    private void Carry(ReadOnlySpan<char> text, ArgumentName name, int place)
    {
        if (provenance.Carrying is not null)
        {
            return;
        }

        var load = new CarriedData(_words, place);
        load.Read(text);
        if (load.IsData(IsInstructed(place)))
        {
            provenance.Carry(name);
        }
    }

    /// <summary>A text that repeats what speaks to the assistant is what that text wants to be said.</summary>
    private void Repeated(ReadOnlySpan<char> text, ArgumentName name)
    {
        var (pairs, repeated, previous, message) = (0, 0, 0UL, -1);
        var reader = new WordReader(text);
        while (reader.Read())
        {
            if (previous != 0)
            {
                var seen = _words.Find(WordReader.Pair(previous, reader.Hash));
                pairs++;
                if (seen.IsUntrusted && IsInstructed(seen.First))
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

    private void Taint(Seen seen, ArgumentName name) => provenance.Taint(name, IsInstructed(seen.First) || IsInstructed(seen.Last));

    /// <summary>A place that only untrusted text names.</summary>
    /// <param name="Name">The argument with it.</param>
    /// <param name="Message">The message that names it.</param>
    private sealed record Place(ArgumentName Name, int Message);
}
