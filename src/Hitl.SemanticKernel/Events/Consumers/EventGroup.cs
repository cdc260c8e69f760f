namespace Hitl.SemanticKernel;

/// <summary>A group of consumers: its name, which is the same in all processes, how it consumes and what it does.</summary>
internal sealed record EventGroup(string Name, EventConsumerOptions Options, IEventHandler Handler) : IDisposable
{
    private const int MaxNameLength = 64;

    public void Dispose() => (Handler as IDisposable)?.Dispose();

    public static void ThrowIfInvalidName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
        {
            throw new ArgumentException($"The name of a group has 1 to {MaxNameLength} letters, digits, hyphens, dots and underscores: '{name}' has not.", nameof(name));
        }
    }
}
