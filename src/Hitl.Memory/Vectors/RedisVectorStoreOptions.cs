using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>How a vector store keeps its collections in Redis.</summary>
public sealed class RedisVectorStoreOptions
{
    /// <summary>What every key begins with, so that apps can share a server. No braces.</summary>
    /// <value>1 to 64 characters. Default <c>hitl</c>.</value>
    [Required, StringLength(64, MinimumLength = 1), RegularExpression("[^{}\\s]+", ErrorMessage = "KeyPrefix must not contain braces or white space.")]
    public string KeyPrefix { get; set; } = "hitl";

    /// <summary>Makes vectors for properties that have no generator of their own, in collections that have none.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public IEmbeddingGenerator? EmbeddingGenerator { get; set; }
}
