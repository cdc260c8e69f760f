using System.Security.Cryptography;

namespace Hitl.SemanticKernel;

/// <summary>The keys of seals: one that signs, and those whose signatures count.</summary>
internal sealed class AuditKeys
{
    private readonly Lock _using = new();
    private readonly ECDsa _current;
    private readonly Dictionary<string, ECDsa> _known;

    public AuditKeys(ECDsa current, IEnumerable<ECDsa> former)
    {
        _current = current;
        CurrentId = IdOf(current);
        _known = former.Append(current).ToDictionary(IdOf, StringComparer.Ordinal);
    }

    public string CurrentId { get; }

    public byte[] Sign(byte[] payload)
    {
        lock (_using)
        {
            return _current.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>Whether a payload was signed by the key that it names; <see langword="null"/> when that key is not known.</summary>
    public bool? Verify(string keyId, byte[] payload, byte[] signature)
    {
        if (!_known.TryGetValue(keyId, out var key))
        {
            return null;
        }

        lock (_using)
        {
            return key.VerifyData(payload, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    private static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}
