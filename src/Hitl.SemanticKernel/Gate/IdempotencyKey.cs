using System.Security.Cryptography;
using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>The key that names one call wherever and however often it runs.</summary>
internal static class IdempotencyKey
{
    public static string Of(string threadId, string callId)
    {
        var identity = Encoding.UTF8.GetBytes($"{threadId.Length}:{threadId}{callId}");
        return Convert.ToHexStringLower(SHA256.HashData(identity).AsSpan(0, 16));
    }
}
