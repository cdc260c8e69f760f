using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

/// <summary>An embedding generator whose vectors are in the text: "1 2 3". What it cannot read it fails on.</summary>
internal sealed class WordEmbeddings(float? last = null) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>How many of the vectors it is asked for it leaves out.</summary>
    public int Missing { get; init; }

    public int Calls { get; private set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls++;
        var embeddings = values.Select(value => new Embedding<float>(Read(value))).ToArray();
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(embeddings.SkipLast(Missing)));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private float[] Read(string value)
    {
        var vector = value.Split(' ').Select(number => float.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        vector[^1] = last ?? vector[^1];
        return vector;
    }
}
