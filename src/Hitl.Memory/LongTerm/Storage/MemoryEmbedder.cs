using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Makes vectors of texts.</summary>
internal sealed class MemoryEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator, int? dimensions)
{
    /// <summary>How many numbers a vector has.</summary>
    /// <exception cref="InvalidOperationException">Neither the options nor the generator say it.</exception>
    public int Dimensions { get; } = dimensions
        ?? (generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelDimensions
        ?? throw new InvalidOperationException($"The embedding generator does not say how many dimensions its vectors have: set {nameof(LongTermMemoryOptions)}.{nameof(LongTermMemoryOptions.Dimensions)}.");

    /// <summary>The vector of the text of a search.</summary>
    /// <exception cref="MemoryEmbeddingException">There is none.</exception>
    public async Task<ReadOnlyMemory<float>> EmbedAsync(string text, CancellationToken cancellationToken) =>
        (await EmbedAsync([(null, text)], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>The vectors of texts, made in one request.</summary>
    /// <exception cref="MemoryEmbeddingException">One has none. It is named, also when the generator failed on the batch as a whole.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(IReadOnlyList<(string? Id, string Text)> texts, CancellationToken cancellationToken)
    {
        if (texts.Count == 0)
        {
            return [];
        }

        GeneratedEmbeddings<Embedding<float>>? made = null;
        try
        {
            made = await generator.GenerateAsync(texts.Select(text => text.Text), cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested && texts.Count > 1)
        {
            // Which one it was is found out below.
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(texts[0], e.Message, e);
        }

        if (made is null)
        {
            return await OneByOneAsync(texts, cancellationToken).ConfigureAwait(false);
        }

        return [.. texts.Select((text, i) => i < made.Count ? Checked(text, made[i]) : throw Failed(text, "the generator gave fewer vectors than it was given texts"))];
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<float>>> OneByOneAsync(IReadOnlyList<(string? Id, string Text)> texts, CancellationToken cancellationToken)
    {
        var vectors = new ReadOnlyMemory<float>[texts.Count];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = (await EmbedAsync([texts[i]], cancellationToken).ConfigureAwait(false))[0];
        }

        return vectors;
    }

    private ReadOnlyMemory<float> Checked((string? Id, string Text) text, Embedding<float>? embedding)
    {
        var vector = embedding?.Vector ?? default;
        return vector.Length != Dimensions ? throw Failed(text, $"the generator gave {vector.Length} numbers and not {Dimensions}")
            : vector.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? throw Failed(text, "the generator gave something that is no number")
            : vector;
    }

    private static MemoryEmbeddingException Failed((string? Id, string Text) text, string reason, Exception? inner = null) =>
        new($"{(text.Id is null ? "The text" : $"The memory '{text.Id}'")} has no vector: {reason.ReplaceLineEndings(" ")}.", inner) { MemoryId = text.Id };
}
