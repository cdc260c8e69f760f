namespace Hitl.Testing;

/// <summary>The servers that the tests run on.</summary>
public enum ServerKind
{
    /// <summary>Garnet inside the test process.</summary>
    Embedded,

    /// <summary>Redis 8 or newer.</summary>
    Redis,
}
