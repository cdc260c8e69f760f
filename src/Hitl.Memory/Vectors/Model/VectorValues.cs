using System.Buffers.Binary;
using Microsoft.Extensions.AI;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The .NET types that hold a vector, and its stored form: 32-bit floats, little endian.</summary>
internal static class VectorValues
{
    public const string TypeNames = "ReadOnlyMemory<float>, Embedding<float>, float[]";

    public static bool IsSupported(Type type)
    {
        var vector = Nullable.GetUnderlyingType(type) ?? type;
        return vector == typeof(ReadOnlyMemory<float>) || vector == typeof(Embedding<float>) || vector == typeof(float[]);
    }

    /// <summary>The numbers of a vector.</summary>
    /// <returns>The numbers, or null when the value is no vector.</returns>
    public static ReadOnlyMemory<float>? TryRead(object? value) => value switch
    {
        ReadOnlyMemory<float> memory => memory,
        float[] array => array,
        Embedding<float> embedding => embedding.Vector,

        // A bare null would become an empty vector on its way.
        _ => default(ReadOnlyMemory<float>?),
    };

    /// <summary>A vector as a value of the type of a property.</summary>
    public static object Create(Type type, float[] vector) =>
        type == typeof(float[]) ? vector
        : type == typeof(Embedding<float>) ? new Embedding<float>(vector)
        : (ReadOnlyMemory<float>)vector;

    public static byte[] ToBytes(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        return bytes;
    }

    /// <summary>Reads a vector back.</summary>
    /// <returns>The vector, or null when none is stored.</returns>
    public static float[]? FromBytes(RedisValue stored)
    {
        if (stored.IsNull)
        {
            return null;
        }

        var bytes = ((ReadOnlyMemory<byte>)stored).Span;
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return vector;
    }
}
