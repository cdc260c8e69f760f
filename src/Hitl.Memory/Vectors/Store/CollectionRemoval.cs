using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Deletes collections, whichever store made them.</summary>
internal static class CollectionRemoval
{
    /// <summary>Deletes a collection. With the first step it is gone; the rest is tidying up.</summary>
    public static async Task DropAsync(IDatabase database, CollectionKeys keys, CancellationToken cancellationToken)
    {
        await CollectionCatalog.DropAsync(database, keys).ConfigureAwait(false);
        await TidyAsync(database, keys, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes what is left of deleted collections of a name. Several may do it at once.</summary>
    public static async Task TidyAsync(IDatabase database, CollectionKeys keys, CancellationToken cancellationToken)
    {
        foreach (var deleted in await database.HashGetAllAsync(keys.Deleted).ConfigureAwait(false))
        {
            var generation = keys.Generation(deleted.Name!);
            var schema = CollectionSchema.Parse(deleted.Value!);
            await (schema.Kind == SearchEngine.Kind
                ? SearchIndex.DropAsync(database, generation, TimeProvider.System, cancellationToken)
                : VectorSetCleanup.DeleteAsync(database, generation, schema, cancellationToken)).ConfigureAwait(false);
            await database.HashDeleteAsync(keys.Deleted, deleted.Name).ConfigureAwait(false);
        }
    }
}
