namespace Hitl.SemanticKernel;

/// <summary>Names of arguments as reasons show them: the model may have made them up.</summary>
internal static class ShownNames
{
    private const int MaxLength = 60;

    public static string Of(string name)
    {
        var cut = name.Length > MaxLength ? name.AsSpan(0, MaxLength) : name;
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
            }
        });
    }
}
