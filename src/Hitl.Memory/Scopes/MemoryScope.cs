using System.Security.Cryptography;
using System.Text;

namespace Hitl.Memory;

/// <summary>
/// Whose memory it is: a namespace, a user, or both. It is exact: case counts, and a scope without a user holds what belongs to no user
/// and nothing of any user's.
/// </summary>
/// <remarks>Every operation on long-term memory has a scope and neither finds nor changes anything outside of it.</remarks>
public sealed record MemoryScope
{
    private string? _key;
    private string? _digest;

    /// <summary>Creates a scope.</summary>
    /// <param name="namespace">The app, tenant or team: 1 to 512 characters. Default: none.</param>
    /// <param name="userId">The user: 1 to 512 characters. Default: none.</param>
    /// <exception cref="ArgumentException">There is neither a namespace nor a user, or one of them is empty, too long or not valid Unicode.</exception>
    public MemoryScope(string? @namespace = null, string? userId = null)
    {
        if (@namespace is null && userId is null)
        {
            throw new ArgumentException("A scope has a namespace, a user, or both.");
        }

        (Namespace, UserId) = (Checked(@namespace), Checked(userId));
    }

    /// <summary>The app, tenant or team; <see langword="null"/> when there is none.</summary>
    public string? Namespace { get; }

    /// <summary>The user; <see langword="null"/> when there is none.</summary>
    public string? UserId { get; }

    /// <summary>The scope as one text. No two scopes have the same.</summary>
    internal string Key => _key ??= $"{Part('n', Namespace)}|{Part('u', UserId)}";

    /// <summary>A short text that stands for the scope in keys of Redis.</summary>
    internal string Digest => _digest ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));

    /// <summary>The scope of a user without a namespace.</summary>
    /// <param name="userId">The user: 1 to 512 characters.</param>
    /// <exception cref="ArgumentException">It is empty, too long or not valid Unicode.</exception>
    public static MemoryScope OfUser(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return new(null, userId);
    }

    /// <summary>The scope that has a key.</summary>
    internal static MemoryScope Parse(string key)
    {
        var parts = key.Split('|');
        return new(Name(parts[0]), Name(parts[1]));

        static string? Name(string part) => part.Length == 0 ? null : Uri.UnescapeDataString(part[1..]);
    }

    /// <inheritdoc/>
    public bool Equals(MemoryScope? other) => other is not null && Namespace == other.Namespace && UserId == other.UserId;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Namespace, UserId);

    private static string? Checked(string? part)
    {
        if (part is not null)
        {
            Keyspace.Escape(part);
        }

        return part;
    }

    private static string Part(char kind, string? part) => part is null ? "" : kind + Keyspace.Escape(part);
}
