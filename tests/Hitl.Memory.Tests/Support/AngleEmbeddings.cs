using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

/// <summary>
/// An embedding generator whose vectors the text says: "tea @30" is 30 degrees from "tea @0", "tea @b30" is in another plane. A text
/// without that has a vector by its hash.
/// </summary>
internal sealed partial class AngleEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimensions = 8;

    /// <summary>Texts that it fails on, in a batch and alone.</summary>
    public Func<string, bool> FailsOn { get; set; } = _ => false;

    /// <summary>All texts that it was given, in order.</summary>
    public List<string> Texts { get; } = [];

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToArray();
        lock (Texts)
        {
            Texts.AddRange(texts);
        }

        return texts.Any(FailsOn)
            ? throw new InvalidOperationException("the service is away")
            : Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(Vector(text)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("angles", defaultModelDimensions: Dimensions) : null;

    public void Dispose()
    {
    }

    public static float[] Vector(string text)
    {
        var vector = new float[Dimensions];
        if (Angle().Match(text) is { Success: true } match)
        {
            var plane = match.Groups[1].Value.Length == 0 ? 0 : match.Groups[1].Value[0] - 'a';
            var (sine, cosine) = Math.SinCos(double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) * Math.PI / 180);
            (vector[2 * plane], vector[(2 * plane) + 1]) = ((float)cosine, (float)sine);
            return vector;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        for (var i = 0; i < Dimensions; i++)
        {
            vector[i] = hash[i] - 127.5f;
        }

        return vector;
    }

    [GeneratedRegex(@"@([a-d]?)(-?[\d.]+)")]
    private static partial Regex Angle();
}
