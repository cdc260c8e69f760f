using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Deletes what is left of collections that were deleted.</summary>
internal static class VectorSetCleanup
{
    private const int PageSize = 500;

    /// <summary>Deletes what is left of a generation, in pages, so that the server never stands still. Several may do it at once.</summary>
    public static async Task DeleteAsync(IDatabase database, GenerationKeys keys, CollectionSchema schema, CancellationToken cancellationToken)
    {
        await DeleteRecordsAsync(database, keys, cancellationToken).ConfigureAwait(false);
        await database.KeyDeleteAsync([.. Keys(keys, schema)]).ConfigureAwait(false);
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
