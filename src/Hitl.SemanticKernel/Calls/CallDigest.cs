using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What a decision is bound to: a digest of the tool's name and the arguments.</summary>
internal static class CallDigest
{
    /// <summary>SHA-256 over the canonical JSON of <c>{"arguments":…,"tool":…}</c>, in lower-case hexadecimal.</summary>
    /// <param name="toolName">The full name of the tool.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="JsonException">The arguments have no canonical form: duplicate names, broken text, too deep.</exception>
    public static string Compute(string toolName, JsonElement arguments)
    {
        ArgumentNullException.ThrowIfNull(toolName);

        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("{\"arguments\":"u8);
        CanonicalJson.Write(buffer, arguments);
        buffer.Write(",\"tool\":"u8);
        CanonicalJson.WriteString(buffer, toolName);
        buffer.Write("}"u8);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }
}
