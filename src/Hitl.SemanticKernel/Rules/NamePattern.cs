namespace Hitl.SemanticKernel;

/// <summary>A name in which <c>*</c> stands for any characters.</summary>
/// <remarks>Not a regular expression: those that are linear and ignore case take milliseconds to compile, and an app has many rules.</remarks>
internal sealed class NamePattern
{
    private readonly string[] _parts;
    private readonly StringComparison _comparison;

    public NamePattern(string pattern, StringComparison comparison = StringComparison.OrdinalIgnoreCase) =>
        (_parts, _comparison) = (pattern.Split('*'), comparison);

    public bool IsMatch(string name)
    {
        if (_parts is [var whole])
        {
            return string.Equals(name, whole, _comparison);
        }

        var (first, last) = (_parts[0], _parts[^1]);
        if (name.Length < first.Length + last.Length
            || !name.StartsWith(first, _comparison)
            || !name.EndsWith(last, _comparison))
        {
            return false;
        }

        var rest = name.AsSpan(first.Length, name.Length - first.Length - last.Length);
        foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
        {
            var at = rest.IndexOf(part, _comparison);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }
}
