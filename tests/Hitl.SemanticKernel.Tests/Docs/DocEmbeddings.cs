using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>The embedding generator of the snippets: texts with the same words have close vectors.</summary>
internal sealed class DocEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(Read(value)))));

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static float[] Read(string text)
    {
        var vector = new float[1536];
        foreach (var word in text.ToLowerInvariant().Split(' ', '.', '?'))
        {
            vector[word.Sum(letter => letter) % vector.Length]++;
        }

        return vector;
    }
}
