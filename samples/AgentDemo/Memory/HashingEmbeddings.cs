using System.Text;
using Microsoft.Extensions.AI;

namespace AgentDemo.Memory;

/// <summary>
/// Vectors of texts that need no model and no network: the pieces of three and four letters of each word are counted in 512 buckets that a hash chooses. Texts that share
/// words or stems are near to each other. Meaning is beyond it: use a model's embeddings for anything but a demonstration.
/// </summary>
internal sealed class HashingEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Dimensions = 512;
    private static readonly EmbeddingGeneratorMetadata Metadata = new("character n-gram hashing", defaultModelDimensions: Dimensions);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(Vector(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata : null;
    }

    public void Dispose()
    {
    }

    private static float[] Vector(string text)
    {
        var vector = new float[Dimensions];
        foreach (string word in text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string letters = $"^{string.Concat(word.Where(char.IsLetterOrDigit))}$";
            for (int size = 3; size <= 4; size++)
            {
                for (int start = 0; start + size <= letters.Length; start++)
                {
                    uint hash = Hash(letters.AsSpan(start, size));
                    vector[hash % Dimensions] += (hash & 0x8000_0000) == 0 ? 1 : -1;
                }
            }
        }

        float length = MathF.Sqrt(vector.Sum(x => x * x));
        if (length == 0)
        {
            vector[0] = length = 1;
        }

        return Array.ConvertAll(vector, x => x / length);
    }

    // FNV-1a, which is the same in every process.
    private static uint Hash(ReadOnlySpan<char> letters)
    {
        uint hash = 2166136261;
        Span<byte> bytes = stackalloc byte[16];
        foreach (byte b in bytes[..Encoding.UTF8.GetBytes(letters, bytes)])
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash;
    }
}
