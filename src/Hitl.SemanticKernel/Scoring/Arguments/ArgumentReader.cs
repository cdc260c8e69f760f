using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Reads every text and number in the arguments of a call, at any depth.</summary>
/// <remarks>A text that is JSON is read as the JSON it is: kernel arguments are often turned into text.</remarks>
internal abstract class ArgumentReader(int maxCharacters, CancellationToken cancellationToken)
{
    /// <summary>How deep arguments are read.</summary>
    public const int MaxDepth = 128;

    private const int MaxJsonInText = 3;
    private const int MaxJsonFailures = 32;
    private const int FirstBuffer = 1_024;

    // Depth is counted here, so that what is too deep is told and not thrown.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    // One for the arguments and one for each level of JSON in text: a text must outlive what is read inside it.
    private readonly char[]?[] _buffers = new char[]?[MaxJsonInText + 1];
    private int _remaining;
    private int _jsonInText;
    private int _jsonFailures;

    /// <summary>Reads arguments from their beginning.</summary>
    protected void Read(JsonElement arguments)
    {
        (_remaining, _jsonFailures) = (maxCharacters, 0);
        if (arguments.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(arguments), Options);
            reader.Read();
            Value(ref reader, ArgumentName.Arguments, ArgumentRoles.None, 0);
        }
        finally
        {
            foreach (ref var buffer in _buffers.AsSpan())
            {
                Return(ref buffer);
            }
        }
    }

    /// <summary>Gets a text.</summary>
    /// <param name="text">The text, without its escapes.</param>
    /// <param name="name">The name of the argument.</param>
    /// <param name="roles">What its name and the names around it say.</param>
    protected abstract void Text(ReadOnlySpan<char> text, ArgumentName name, ArgumentRoles roles);

    /// <summary>Gets a number as it is written.</summary>
    protected abstract void Number(ReadOnlySpan<byte> number, ArgumentName name, ArgumentRoles roles);

    /// <summary>Learns that an argument is nested deeper than is read.</summary>
    protected abstract void TooDeep(ArgumentName name);

    /// <summary>Learns that there is more than is read.</summary>
    protected abstract void TooMuch(ArgumentName name);

    private void Value(ref Utf8JsonReader reader, ArgumentName name, ArgumentRoles roles, int depth)
    {
        if (depth > MaxDepth)
        {
            TooDeep(name);
            reader.Skip();
            return;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var inner = ArgumentName.Of(ref reader);
                    reader.Read();
                    Value(ref reader, inner, roles | inner.Roles, depth + 1);
                    if (depth > 0 && !inner.IsPlain)
                    {
                        Limited(inner.Text, name, ArgumentRoles.None, depth);
                    }
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Value(ref reader, name, roles, depth + 1);
                }

                break;
            case JsonTokenType.String:
                String(ref reader, name, roles, depth);
                break;
            case JsonTokenType.Number:
                Number(reader.ValueSpan, name, roles);
                break;
        }
    }

    private void String(ref Utf8JsonReader reader, ArgumentName name, ArgumentRoles roles, int depth)
    {
        var utf8 = reader.ValueSpan;
        ref var buffer = ref _buffers[_jsonInText];
        if (buffer is null || buffer.Length < utf8.Length)
        {
            Return(ref buffer);
            buffer = ArrayPool<char>.Shared.Rent(Math.Max(utf8.Length, FirstBuffer));
        }

        var length = reader.ValueIsEscaped ? reader.CopyString(buffer) : Encoding.UTF8.GetChars(utf8, buffer);
        Limited(buffer.AsSpan(0, length), name, roles, depth);
    }

    private static void Return(ref char[]? buffer)
    {
        if (buffer is not null)
        {
            ArrayPool<char>.Shared.Return(buffer);
            buffer = null;
        }
    }

    private void Limited(ReadOnlySpan<char> text, ArgumentName name, ArgumentRoles roles, int depth)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (text.Length > _remaining)
        {
            TooMuch(name);
            text = text[.._remaining];
        }

        if (!IsJson(text) || !Json(text, name, roles, depth))
        {
            _remaining -= text.Length;
            Text(text, name, roles);
        }
    }

    private static bool IsJson(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t\r\n");
        if (text.Length <= 2 || (text[0], text[^1]) is not (('{', '}') or ('[', ']')))
        {
            return false;
        }

        var first = text[1..].TrimStart(" \t\r\n")[0];
        return first is '"' or '/' || first == text[^1] || (text[0] == '[' && (first is '{' or '[' or '-' or 't' or 'f' or 'n' || char.IsAsciiDigit(first)));
    }

    /// <summary>Reads a text as JSON.</summary>
    /// <returns>Whether it is JSON to its end; what was read of it until then was read.</returns>
    private bool Json(ReadOnlySpan<char> text, ArgumentName name, ArgumentRoles roles, int depth)
    {
        if (_jsonInText >= MaxJsonInText)
        {
            return false;
        }

        if (_jsonFailures >= MaxJsonFailures)
        {
            TooMuch(name);
            return false;
        }

        var remaining = _remaining;
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        _jsonInText++;
        try
        {
            var reader = new Utf8JsonReader(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)), Options);
            reader.Read();
            Value(ref reader, name, roles, depth + 1);
            reader.Read();
            return true;
        }
        catch (JsonException)
        {
            (_remaining, _jsonFailures) = (remaining, _jsonFailures + 1);
            return false;
        }
        finally
        {
            _jsonInText--;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
