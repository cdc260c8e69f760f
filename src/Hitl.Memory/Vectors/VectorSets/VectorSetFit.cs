using System.Numerics.Tensors;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// Whether a vector set finds what a distance function asks for. A vector set knows directions only. For vectors of length 1, the closest
/// direction is the closest vector by dot product and by Euclidean distance too, so those can use it as long as all vectors are that long.
/// </summary>
internal static class VectorSetFit
{
    /// <summary>How far from 1 the length of a vector may be; embedding models round.</summary>
    private const float Tolerance = 1e-3f;

    /// <summary>Whether a vector has a direction, so that it can be in a vector set.</summary>
    public static bool HasDirection(ReadOnlySpan<float> vector) => TensorPrimitives.SumOfSquares(vector) is > 0 and < float.PositiveInfinity;

    /// <summary>The field of a head that says that not all vectors of a property have length 1.</summary>
    public static RedisValue Flag(VectorField field) => "lengths:" + field.StorageName;

    /// <summary>The flags that a record raises.</summary>
    public static IReadOnlyList<RedisValue> Flags(RecordModel model, PreparedRecord record)
    {
        List<RedisValue>? flags = null;
        for (var i = 0; i < record.Vectors.Length; i++)
        {
            var distance = model.Vectors[i].Distance;
            if (record.Vectors[i] is { } vector && distance.IsCosineOnUnitVectors && !distance.IsCosine && MathF.Abs(TensorPrimitives.Norm(vector) - 1) > Tolerance)
            {
                (flags ??= []).Add(Flag(model.Vectors[i]));
            }
        }

        return flags ?? (IReadOnlyList<RedisValue>)[];
    }
}
