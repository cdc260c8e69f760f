using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hitl.Memory;

/// <summary>What memories are found by.</summary>
internal static class MemoryKeys
{
    /// <summary>The key of a memory in the store. The scope is part of it, so an id leads to nothing of another scope.</summary>
    /// <returns>43 letters, digits, '-' and '_', which every store takes.</returns>
    public static string Key(MemoryScope scope, string id) => Base64Url.EncodeToString(Sha256(scope.Key + "\n" + id));

    /// <summary>SHA-256 over text, user, thread, namespace and type.</summary>
    public static string Hash(MemoryScope scope, string text, string? threadId, string type) =>
        Convert.ToHexStringLower(Sha256(JsonSerializer.Serialize([text, scope.UserId, threadId, scope.Namespace, type], MemoryJson.Default.StringArray)));

    /// <summary>An id that is the same whenever it is made of the same parts.</summary>
    public static string Derived(string kind, params IEnumerable<string> parts) =>
        kind + "-" + Base64Url.EncodeToString(Sha256(JsonSerializer.Serialize([kind, .. parts], MemoryJson.Default.StringArray)).AsSpan(0, 15));

    private static byte[] Sha256(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
