using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>A vector store on Redis.</summary>
/// <remarks>Safe for concurrent use. The connection is the caller's and is never closed here.</remarks>
public abstract class RedisVectorStoreBase : VectorStore
{
    private readonly VectorStoreMetadata _metadata = new() { VectorStoreSystemName = VectorOperations.SystemName };

    private protected RedisVectorStoreBase(VectorConnection connection, RedisVectorStoreOptions? options)
    {
        Connection = connection;
        Options = options ?? new();
        CollectionKeys.Names(Options.KeyPrefix);
    }

    private protected VectorConnection Connection { get; }

    private protected RedisVectorStoreOptions Options { get; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var names = await RunAsync(null, "ListCollectionNames", async database =>
        {
            var found = new List<string>();
            await foreach (var name in CollectionCatalog.NamesAsync(database, Options.KeyPrefix, cancellationToken).ConfigureAwait(false))
            {
                found.Add(name);
            }

            return found;
        }, cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            yield return name;
        }
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        var keys = new CollectionKeys(Options.KeyPrefix, name);
        return RunAsync(name, "CollectionExists", database => database.KeyExistsAsync(keys.Head), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        var keys = new CollectionKeys(Options.KeyPrefix, name);
        return RunAsync(name, "EnsureCollectionDeleted", async database =>
        {
            await CollectionRemoval.DropAsync(database, keys, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>The model of a collection of objects.</summary>
    /// <exception cref="ArgumentException">The name is empty, or the type of the records is a dictionary.</exception>
    private protected static RecordModel Model<TKey, TRecord>(string name, VectorStoreCollectionOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return typeof(TRecord) == typeof(Dictionary<string, object?>)
            ? throw new ArgumentException(VectorDataStrings.GetCollectionWithDictionaryNotSupported)
            : RecordModel.Build(typeof(TRecord), typeof(TKey), options.Definition, options.EmbeddingGenerator);
    }

    /// <summary>The model of a collection of dictionaries.</summary>
    /// <exception cref="ArgumentException">The name is empty, or there is no definition.</exception>
    private protected static RecordModel DynamicModel(string name, VectorStoreCollectionOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return RecordModel.Build(typeof(Dictionary<string, object?>), typeof(object), options.Definition, options.EmbeddingGenerator);
    }

    private Task<T> RunAsync<T>(string? collection, string operation, Func<IDatabase, Task<T>> run, CancellationToken cancellationToken) =>
        VectorOperations.RunAsync(collection, operation, async () =>
            await run(await Connection.OpenAsync(cancellationToken).ConfigureAwait(false)).WaitAsync(cancellationToken).ConfigureAwait(false));
}
