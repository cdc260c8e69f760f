using System.Buffers;
using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.VectorData.ProviderServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A data property. Null is stored as a missing field, several values as a JSON array of their texts, bytes as they are.</summary>
internal sealed class DataField : RecordField
{
    private readonly DataPropertyModel _property;
    private readonly object? _missing;

    public DataField(DataPropertyModel property, int ordinal)
        : base(property, ordinal)
    {
        _property = property;
        var type = property.Type;
        ElementType = ElementOf(type);
        var scalar = ElementType ?? type;
        ScalarType = Nullable.GetUnderlyingType(scalar) ?? scalar;
        _missing = type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
    }

    public override Type ScalarType { get; }

    /// <summary>The type of the elements of a collection, else null.</summary>
    public Type? ElementType { get; }

    public override bool IsCollection => ElementType is not null;

    public override bool IsIndexed => _property.IsIndexed && !IsBytes;

    public bool IsFullTextIndexed => _property.IsFullTextIndexed;

    public bool IsBytes => Type == typeof(byte[]);

    /// <summary>Whether a property of a type can be stored.</summary>
    public static bool IsSupported(Type type) =>
        type == typeof(byte[]) || ScalarText.IsSupported(Scalar(ElementOf(type) ?? type));

    /// <summary>The stored form of a value.</summary>
    /// <returns>The form, or <see cref="RedisValue.Null"/> when nothing is stored.</returns>
    /// <exception cref="ArgumentException">The value has text that is not valid Unicode.</exception>
    public RedisValue Encode(object? value) => value switch
    {
        null => RedisValue.Null,
        byte[] bytes when IsBytes => bytes,
        IEnumerable elements when IsCollection => EncodeElements(elements),
        _ => StoredText.Encode(ScalarText.Format(value)),
    };

    /// <summary>Reads a value back.</summary>
    /// <exception cref="FormatException">What is stored is no value of this property.</exception>
    public object? Decode(RedisValue stored)
    {
        if (stored.IsNull)
        {
            return _missing;
        }

        try
        {
            return IsBytes ? (byte[]?)stored
                : IsCollection ? DecodeElements(stored)
                : ScalarText.Parse(ScalarType, StoredText.Decode(stored));
        }
        catch (Exception e) when (e is JsonException or OverflowException or InvalidOperationException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static Type Scalar(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static Type? ElementOf(Type type) =>
        type == typeof(byte[]) ? null
        : type.IsSZArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? type.GetGenericArguments()[0]
        : null;

    private static RedisValue EncodeElements(IEnumerable elements)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var element in elements)
            {
                if (element is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    writer.WriteStringValue(StoredText.Encode(ScalarText.Format(element)));
                }
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenMemory;
    }

    private object DecodeElements(RedisValue stored)
    {
        using var document = JsonDocument.Parse((ReadOnlyMemory<byte>)stored);
        var elements = document.RootElement;
        var array = Type.IsArray ? Array.CreateInstance(ElementType!, elements.GetArrayLength()) : null;
        var list = array ?? (IList)Activator.CreateInstance(Type)!;
        var index = 0;
        foreach (var element in elements.EnumerateArray())
        {
            var value = element.ValueKind == JsonValueKind.Null ? null : ScalarText.Parse(ScalarType, element.GetString()!);
            if (array is not null)
            {
                array.SetValue(value, index++);
            }
            else
            {
                list.Add(value);
            }
        }

        return list;
    }
}
