namespace Hitl.Memory;

/// <summary>Whose memory a request to a model goes with, and which thread it belongs to.</summary>
/// <param name="Scope">Whose memory.</param>
/// <param name="ThreadId">The thread: 1 to 512 characters. Default: none.</param>
public sealed record MemoryContext(MemoryScope Scope, string? ThreadId = null)
{
    internal const string Key = "hitl.memory";

    private static readonly AsyncLocal<MemoryContext?> Ambient = new();

    /// <summary>Whose memory.</summary>
    public MemoryScope Scope { get; } = Scope ?? throw new ArgumentNullException(nameof(Scope));

    /// <summary>The thread, if there is one.</summary>
    public string? ThreadId { get; } = ThreadId is null || Keyspace.Escape(ThreadId).Length > 0 ? ThreadId : null;

    /// <summary>What <see cref="Use"/> set for what runs here.</summary>
    public static MemoryContext? Current => Ambient.Value;

    /// <summary>Sets the context for everything that is awaited from here on until the result is disposed.</summary>
    /// <param name="context">The context.</param>
    public static IDisposable Use(MemoryContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var before = Ambient.Value;
        Ambient.Value = context;
        return new Restoration(before);
    }

    private sealed class Restoration(MemoryContext? before) : IDisposable
    {
        public void Dispose() => Ambient.Value = before;
    }
}
