using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.Memory;

/// <summary>
/// A content of a stored message that Semantic Kernel has no type for (an error, token usage, a hosted tool's call, an approval),
/// carried through a Semantic Kernel message so that nothing is lost: it turns back into <see cref="Content"/> when it is stored.
/// </summary>
public sealed class UnmappedContent : KernelContent
{
    /// <summary>Creates the content.</summary>
    /// <param name="content">The content to carry.</param>
    public UnmappedContent(AIContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Content = content;
    }

    /// <summary>The content as it is stored.</summary>
    public AIContent Content { get; }
}
