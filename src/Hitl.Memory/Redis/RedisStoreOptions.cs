using System.ComponentModel.DataAnnotations;

namespace Hitl.Memory;

/// <summary>Where and how records are kept in Redis; configuration section <c>Hitl:Redis</c>.</summary>
public sealed class RedisStoreOptions
{
    /// <summary>The name of the configuration section: <c>Hitl:Redis</c>.</summary>
    public const string SectionName = "Hitl:Redis";

    /// <summary>The connection string, as StackExchange.Redis reads it. Not needed when a connection is given.</summary>
    /// <value>Default <see langword="null"/>.</value>
    public string? Configuration { get; set; }

    /// <summary>What every key begins with, so that apps can share a server. No braces.</summary>
    /// <value>1 to 64 characters. Default <c>hitl</c>.</value>
    [Required, StringLength(64, MinimumLength = 1), RegularExpression("[^{}\\s]+", ErrorMessage = "KeyPrefix must not contain braces or white space.")]
    public string KeyPrefix { get; set; } = "hitl";

    /// <summary>
    /// Over how many hash slots threads are spread. It is recorded in Redis on first use; a different value later is an
    /// error, because threads would not be found any more.
    /// </summary>
    /// <value>1 to 1024. Default 16.</value>
    [Range(1, 1024)]
    public int Partitions { get; set; } = 16;
}
