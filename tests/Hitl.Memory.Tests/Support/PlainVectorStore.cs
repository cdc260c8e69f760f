using System.Linq.Expressions;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory.Tests;

/// <summary>A vector store as another maker may write it: records in a dictionary, filters compiled, scores as similarities.</summary>
internal sealed class PlainVectorStore : VectorStore
{
    private readonly Dictionary<string, object> _collections = [];

    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        if (!_collections.TryGetValue(name, out var collection))
        {
            _collections[name] = collection = new Collection<TKey, TRecord>(name, definition!);
        }

        return (VectorStoreCollection<TKey, TRecord>)collection;
    }

    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) => throw new NotSupportedException();

    public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default) => _collections.Keys.ToAsyncEnumerable();

    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(_collections.ContainsKey(name));

    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(_collections.Remove(name));

    public override object? GetService(Type serviceType, object? serviceKey = null) => null;

    private sealed class Collection<TKey, TRecord>(string name, VectorStoreCollectionDefinition definition) : VectorStoreCollection<TKey, TRecord>
        where TKey : notnull
        where TRecord : class
    {
        private readonly Dictionary<TKey, TRecord> _records = [];
        private readonly Func<TRecord, object?> _key = record => typeof(TRecord).GetProperty(definition.Properties.OfType<VectorStoreKeyProperty>().Single().Name)!.GetValue(record);
        private readonly Func<TRecord, ReadOnlyMemory<float>> _vector = record => (ReadOnlyMemory<float>)typeof(TRecord).GetProperty(definition.Properties.OfType<VectorStoreVectorProperty>().Single().Name)!.GetValue(record)!;

        public override string Name => name;

        public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

        public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public override Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(_records.GetValueOrDefault(key));

        public override async IAsyncEnumerable<TRecord> GetAsync(
            Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            var found = _records.Values.Where(filter.Compile());
            IOrderedEnumerable<TRecord>? ordered = null;
            foreach (var term in options?.OrderBy?.Invoke(new()).Values ?? [])
            {
                var property = term.PropertySelector.Compile();
                ordered = (ordered, term.Ascending) switch
                {
                    (null, true) => found.OrderBy(property),
                    (null, false) => found.OrderByDescending(property),
                    (_, true) => ordered.ThenBy(property),
                    _ => ordered.ThenByDescending(property),
                };
            }

            foreach (var record in (ordered ?? found).Skip(options?.Skip ?? 0).Take(top).ToList())
            {
                yield return record;
            }
        }

        public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default) => Task.FromResult(_records.Remove(key));

        public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
        {
            _records[(TKey)_key(record)!] = record;
            return Task.CompletedTask;
        }

        public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
        {
            foreach (var record in records)
            {
                await UpsertAsync(record, cancellationToken);
            }
        }

        public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
            TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            var vector = (ReadOnlyMemory<float>)(object)searchValue;
            var found = _records.Values.Where(options?.Filter?.Compile() ?? (_ => true))
                .Select(record => new VectorSearchResult<TRecord>(record, TensorPrimitives.CosineSimilarity(vector.Span, _vector(record).Span)));
            foreach (var result in found.OrderByDescending(result => result.Score).Skip(options?.Skip ?? 0).Take(top).ToList())
            {
                yield return result;
            }
        }

        public override object? GetService(Type serviceType, object? serviceKey = null) => null;
    }
}
