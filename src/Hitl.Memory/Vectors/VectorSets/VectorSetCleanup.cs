using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Deletes what is left of collections that were deleted.</summary>
internal static class VectorSetCleanup
{
    private const int PageSize = 500;

    /// <summary>Deletes what is left, in pages, so that the server never stands still. Several may do it at once.</summary>
    public static async Task RunAsync(IDatabase database, CollectionKeys keys, CancellationToken cancellationToken)
    {
        foreach (var deleted in await database.HashGetAllAsync(keys.Deleted).ConfigureAwait(false))
        {
            var held = keys.Generation(deleted.Name!);
            await DeleteRecordsAsync(database, held, cancellationToken).ConfigureAwait(false);
            await database.KeyDeleteAsync([.. Keys(held, CollectionSchema.Parse(deleted.Value!))]).ConfigureAwait(false);
            await database.HashDeleteAsync(keys.Deleted, deleted.Name).ConfigureAwait(false);
        }
    }

    private static async Task DeleteRecordsAsync(IDatabase database, GenerationKeys keys, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await database.SortedSetRangeByValueAsync(keys.Members, take: PageSize).ConfigureAwait(false);
            if (page.Length == 0)
            {
                return;
            }

            await database.ExecuteAsync("UNLINK", [.. page.Select(key => (object)keys.Record(key!))]).ConfigureAwait(false);
            await database.SortedSetRemoveAsync(keys.Members, page).ConfigureAwait(false);
        }
    }

    private static IEnumerable<RedisKey> Keys(GenerationKeys keys, CollectionSchema schema) =>
    [
        keys.Members, keys.Expiring, keys.Traces,
        .. schema.Properties.Where(property => property.Indexed).Select(property => keys.Index(property.Name)),
        .. schema.Properties.Where(property => property.Role == SchemaRole.Vector).Select(property => keys.Vectors(property.Name)),
    ];
}
