using System.Security.Cryptography;

namespace Hitl.SemanticKernel;

/// <summary>Merkle trees as RFC 6962, section 2.1, has them: leaves and nodes are hashed with different first bytes, so that neither passes for the other.</summary>
internal static class MerkleTree
{
    /// <summary>The root over leaves, with SHA-256.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves) => leaves.Length switch
    {
        0 => SHA256.HashData([]),
        1 => SHA256.HashData([0, .. leaves[0]]),
        _ => SHA256.HashData([1, .. Root(leaves[..Split(leaves.Length)]), .. Root(leaves[Split(leaves.Length)..])]),
    };

    /// <summary>The largest power of two below a number.</summary>
    private static int Split(int count) => 1 << int.Log2(count - 1);
}
