using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Hitl.Memory;

/// <summary>A vector property.</summary>
internal sealed class VectorField(VectorPropertyModel property, int ordinal) : IRecordProperty
{
    public string Name => property.ModelName;

    public string StorageName => property.StorageName;

    /// <summary>Its place among the stored values, see <see cref="RecordModel.FieldNames"/>.</summary>
    public int Ordinal { get; } = ordinal;

    public int Dimensions => property.Dimensions;

    public string? IndexKind => property.IndexKind;

    public VectorDistance Distance { get; } = VectorDistance.Find(property.DistanceFunction)
        ?? throw new NotSupportedException(
            $"Property '{property.ModelName}' has the unknown distance function '{property.DistanceFunction}'. Known are: {VectorDistance.Names}.");

    /// <summary>Whether the record has what a vector is made from, and not the vector.</summary>
    public bool IsGenerated => property.EmbeddingType != property.Type;

    /// <summary>Whether a record without this vector can be stored.</summary>
    public bool IsOptional { get; } = property.IsNullable || property.EmbeddingType != property.Type;

    public object? Read(object record) => property.GetValueAsObject(record);

    public void Write(object record, float[] vector) => property.SetValueAsObject(record, VectorValues.Create(property.Type, vector));

    /// <summary>The vector of a search: the value itself, or what the generator makes of it.</summary>
    /// <exception cref="NotSupportedException">It is no vector, and there is no generator.</exception>
    /// <exception cref="InvalidOperationException">The generator does not take such values.</exception>
    /// <exception cref="EmbeddingFailedException">The generator failed.</exception>
    /// <exception cref="ArgumentException">The vector has the wrong length or holds numbers that are none.</exception>
    public async ValueTask<float[]> QueryAsync(object value, CancellationToken cancellationToken)
    {
        if (VectorValues.TryRead(value) is not { } vector)
        {
            vector = await GenerateQueryAsync(value, cancellationToken).ConfigureAwait(false);
        }

        return FindFault(vector.Span) is { } fault
            ? throw new ArgumentException($"The searched vector does not fit property '{Name}': {fault}.", nameof(value))
            : vector.ToArray();
    }

    /// <summary>Vectors for the values of several records, in their order.</summary>
    /// <exception cref="EmbeddingFailedException">The generator failed, or did not answer for each of them.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> GenerateAsync(IReadOnlyList<object> values, CancellationToken cancellationToken)
    {
        IReadOnlyList<Embedding> embeddings;
        try
        {
            embeddings = await property.GenerateEmbeddingsAsync(values, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw Failed($"The embedding generator of property '{Name}' failed, and nothing was written: {e.Message}", e);
        }

        return embeddings.Count == values.Count
            ? [.. embeddings.Select(Vector)]
            : throw Failed($"The embedding generator of property '{Name}' was given {values.Count} values and answered with {embeddings.Count} vectors. Nothing was written.");
    }

    /// <summary>What keeps a vector from being stored or searched for.</summary>
    /// <returns>The reason, or null.</returns>
    public string? FindFault(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimensions)
        {
            return $"it has {vector.Length} dimensions and the property has {Dimensions}";
        }

        foreach (var number in vector)
        {
            if (!float.IsFinite(number))
            {
                return "it contains NaN or infinity";
            }
        }

        // The squared length is what the cosine divides by.
        return Distance.IsCosine && TensorPrimitives.SumOfSquares(vector) is 0 or float.PositiveInfinity
            ? "it has no direction that a float can hold, which the cosine needs (all numbers are 0, or too small or too large)"
            : null;
    }

    private async Task<ReadOnlyMemory<float>> GenerateQueryAsync(object value, CancellationToken cancellationToken)
    {
        if (property.EmbeddingGenerator is not { } generator)
        {
            throw new NotSupportedException(
                VectorDataStrings.InvalidSearchInputAndNoEmbeddingGeneratorWasConfigured(value.GetType(), VectorValues.TypeNames));
        }

        if (property.EmbeddingGenerationDispatcher is null)
        {
            throw new InvalidOperationException(
                VectorDataStrings.IncompatibleEmbeddingGeneratorWasConfiguredForInputType(value.GetType(), generator.GetType()));
        }

        try
        {
            return Vector(await property.GenerateEmbeddingAsync(value, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not (InvalidOperationException or EmbeddingFailedException or OperationCanceledException))
        {
            throw Failed($"The embedding generator of property '{Name}' failed: {e.Message}", e);
        }
    }

    private ReadOnlyMemory<float> Vector(Embedding? embedding) => embedding is Embedding<float> floats
        ? floats.Vector
        : throw Failed($"The embedding generator of property '{Name}' answered with {embedding?.GetType().Name ?? "nothing"} and not with an Embedding<float>.");

    private EmbeddingFailedException Failed(string message, Exception? inner = null) => new(message, inner) { PropertyName = Name };
}
