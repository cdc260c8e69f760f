using System.Security.Cryptography;
using System.Text;

namespace Hitl.SemanticKernel;

/// <summary>What a decision about a result is bound to.</summary>
internal static class ResultDigest
{
    /// <summary>The digest of a call whose result is held.</summary>
    public static string Of(CallEntry call) => Compute(call.EffectiveDigest, call.Returned!);

    /// <summary>SHA-256 over the digest of the call, a line feed and the text of the result as it is stored, in lower-case hexadecimal.</summary>
    /// <remarks>The text and not its canonical form: a result may have names twice, or broken text, and is shown as it is.</remarks>
    public static string Compute(string callDigest, string result) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{callDigest}\n{result}")));
}
