using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Gives every text in the arguments of a call to the checks.</summary>
/// <remarks>Names of nested properties are texts too, and a text that is JSON is read as the JSON it is: kernel arguments are often turned into text.</remarks>
internal sealed class ArgumentWalk(IContentCheck[] checks, ToolTraits tool, int maxCharacters, CancellationToken cancellationToken)
{
    private const int MaxDepth = 128;
    private const int MaxJsonInText = 3;
    private const int OnStack = 256;
    private const int LongestName = 32;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private static readonly ContentRisk TooDeep = new("content", 1, RiskFlags.None, $"is nested deeper than {MaxDepth} levels, which counts as maximal risk");
    private static readonly ContentRisk TooLong = new("content", PolicyOptions.DefaultReviewFrom, RiskFlags.None, "has more text than is read, so it counts as risky");

    private readonly IContentCheck[] _checks = checks;
    private readonly ToolTraits _tool = tool;
    private readonly CancellationToken _cancellationToken = cancellationToken;
    private JsonElement _arguments;
    private int _remaining = maxCharacters;
    private int _jsonInText;

    /// <summary>What was found.</summary>
    public ContentFindings Findings { get; } = new();

    /// <summary>Reads arguments.</summary>
    public void Read(JsonElement arguments)
    {
        _arguments = arguments;
        Read(arguments, "arguments", ArgumentRoles.None, 0);
    }

    private void Read(JsonElement value, string name, ArgumentRoles roles, int depth)
    {
        if (depth > MaxDepth)
        {
            Findings.Add(TooDeep, name);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                _tool.Limits.CheckObject(value, _arguments, Findings);
                foreach (var property in value.EnumerateObject())
                {
                    var inner = property.Name;
                    Read(property.Value, inner, roles | _tool.RolesOf(inner), depth + 1);
                    if (depth > 0 && !IsPlainName(inner))
                    {
                        Text(inner, name, ArgumentRoles.None, depth);
                    }
                }

                break;
            case JsonValueKind.Array:
                _tool.Limits.CheckArray(value, name, Findings);
                foreach (var item in value.EnumerateArray())
                {
                    Read(item, name, roles, depth + 1);
                }

                break;
            case JsonValueKind.String:
                _tool.Limits.CheckText(value, name, Findings);
                String(value, name, roles, depth);
                break;
            case JsonValueKind.Number:
                if (JsonMarshal.GetRawUtf8Value(value).Length >= Numbers.ShortestNumber)
                {
                    Text(value.GetRawText(), name, roles, depth);
                }

                break;
        }
    }

    /// <summary>Names as programs have them say nothing; what is longer or holds other characters may be data.</summary>
    private static bool IsPlainName(string name) => name.Length is > 0 and <= LongestName && !char.IsAsciiDigit(name[0]) && name.AsSpan().IndexOfAnyExcept(NameCharacters) < 0;

    private void String(JsonElement value, string name, ArgumentRoles roles, int depth)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        var rented = raw.Length > OnStack ? ArrayPool<char>.Shared.Rent(raw.Length) : null;
        try
        {
            Span<char> text = rented ?? stackalloc char[OnStack];
            Text(text[..Decode(raw, text)], name, roles, depth);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    private static int Decode(ReadOnlySpan<byte> raw, Span<char> target)
    {
        if (raw.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetChars(raw[1..^1], target);
        }

        var reader = new Utf8JsonReader(raw);
        reader.Read();
        return reader.CopyString(target);
    }

    private void Text(ReadOnlySpan<char> text, string name, ArgumentRoles roles, int depth)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (text.Length > _remaining)
        {
            Findings.Add(TooLong, name);
            text = text[.._remaining];
        }

        _remaining -= text.Length;
        if (!IsJson(text) || !Json(text, name, roles, depth))
        {
            Folded(text, name, roles);
        }
    }

    private static bool IsJson(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t\r\n");
        return text.Length > 2 && (text[0], text[^1]) is ('{', '}') or ('[', ']');
    }

    private bool Json(ReadOnlySpan<char> text, string name, ArgumentRoles roles, int depth)
    {
        if (_jsonInText >= MaxJsonInText)
        {
            return false;
        }

        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(text.ToString(), new JsonDocumentOptions { MaxDepth = MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException)
        {
            return false;
        }

        using (json)
        {
            _jsonInText++;
            _remaining += text.Length;
            Read(json.RootElement, name, roles, depth + 1);
            _jsonInText--;
        }

        return true;
    }

    private void Folded(ReadOnlySpan<char> text, string name, ArgumentRoles roles)
    {
        if (LookAlikes.IsPlain(text))
        {
            Check(text, name, roles);
            return;
        }

        var rented = text.Length > OnStack ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        Span<char> folded = rented ?? stackalloc char[OnStack];
        try
        {
            Check(folded[..LookAlikes.Fold(text, folded)], name, roles);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    private void Check(ReadOnlySpan<char> text, string name, ArgumentRoles roles)
    {
        var content = new ContentText { Value = text, Argument = name, Roles = roles, Tool = _tool };
        foreach (var check in _checks)
        {
            check.Check(content, Findings);
        }
    }
}
