using System.Globalization;

namespace Hitl.Memory;

/// <summary>What is settled when the vector sets of a collection are made.</summary>
/// <param name="Quantization">How numbers are kept.</param>
/// <param name="Links">How many links a vector has.</param>
internal sealed record VectorSetSettings(VectorQuantization Quantization, int Links)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Quantization} {Links}");

    public static VectorSetSettings Parse(string text)
    {
        var parts = text.Split(' ');
        return new(Enum.Parse<VectorQuantization>(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
