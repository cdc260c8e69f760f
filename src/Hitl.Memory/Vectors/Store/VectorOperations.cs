using Microsoft.Extensions.VectorData;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Turns failures of the server into the exceptions of vector stores.</summary>
internal static class VectorOperations
{
    /// <summary>How this store is called in metadata and errors.</summary>
    public const string SystemName = "redis";

    /// <summary>Runs an operation of a collection.</summary>
    /// <param name="collection">The name of the collection; null for one on the store.</param>
    /// <param name="operation">The name of the operation.</param>
    /// <param name="run">The operation.</param>
    /// <exception cref="VectorStoreException">The server did not answer, or refused.</exception>
    public static async Task<T> RunAsync<T>(string? collection, string operation, Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e) when (IsServerFailure(e))
        {
            throw Failed(collection, operation, e);
        }
    }

    /// <summary>Whether an exception says that the server did not answer or refused.</summary>
    public static bool IsServerFailure(Exception exception) =>
        exception is RedisException or RedisTimeoutException or ObjectDisposedException or StoreUnavailableException;

    /// <summary>The exception for a failure of the server.</summary>
    public static VectorStoreException Failed(string? collection, string operation, Exception cause) =>
        new($"{operation} failed: {cause.Message.ReplaceLineEndings(" ")}", cause)
        {
            VectorStoreSystemName = SystemName,
            CollectionName = collection,
            OperationName = operation,
        };
}
