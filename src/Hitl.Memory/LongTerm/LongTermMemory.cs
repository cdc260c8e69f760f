using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Hitl.Memory;

/// <summary>What an agent remembers beyond a conversation, in a vector store.</summary>
/// <remarks>
/// <para>
/// Safe for concurrent use, from several processes too when it has a <see cref="RedisStore"/>: then one writer at a time changes the memories
/// of a scope. Without one that holds within this process only.
/// </para>
/// <para>
/// Errors of the vector store are <see cref="VectorStoreException"/>s. Nothing is written before all that can fail without the store has
/// been done: checks, vectors, questions to the model.
/// </para>
/// </remarks>
public sealed class LongTermMemory
{
    private const int DeleteBatch = 500;

    private readonly LongTermMemoryOptions _options;
    private readonly TimeProvider _time;
    private readonly MemoryEmbedder _embedder;
    private readonly MemoryStorage _storage;
    private readonly MemoryMerger? _merger;
    private readonly ScopeLocks _locks;
    private readonly MemoryQueue? _queue;

    /// <summary>Creates it. Nothing is asked of the store yet; its collection is made when it is first needed.</summary>
    /// <param name="store">Where memories are kept.</param>
    /// <param name="generator">Makes vectors of texts.</param>
    /// <param name="options">How it works. Default: the defaults.</param>
    /// <param name="model">Says whether memories mean the same. Default: none, and memories that are only similar are not merged.</param>
    /// <param name="redis">Where locks and background work are kept. Default: none.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <exception cref="InvalidOperationException">Neither the options nor the generator say how many dimensions vectors have.</exception>
    public LongTermMemory(
        VectorStore store, IEmbeddingGenerator<string, Embedding<float>> generator, LongTermMemoryOptions? options = null, IChatClient? model = null, RedisStore? redis = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(generator);
        _options = options ?? new();
        _time = time ?? TimeProvider.System;
        _embedder = new(generator, _options.Dimensions);
        _storage = new(store, _embedder.Dimensions, _options);
        _merger = model is null ? null : new(new(model, _options.Model), _embedder, _options.MaxTextBytes);
        _locks = new(redis, _options.LockLease);
        _queue = redis is null || _merger is null ? null : new(redis);
    }

    /// <summary>Stores memories.</summary>
    /// <param name="scope">Whose they are.</param>
    /// <param name="memories">The memories; at most 1,000.</param>
    /// <param name="cancellationToken">Cancels it before anything is written.</param>
    /// <returns>What became of each, in their order.</returns>
    /// <exception cref="InvalidMemoryException">One of them cannot be stored.</exception>
    /// <exception cref="MemoryEmbeddingException">One of them has no vector.</exception>
    /// <exception cref="ModelAnswerException">The model did not say whether one of them means the same as another one.</exception>
    public async Task<IReadOnlyList<MemoryWrite>> CreateAsync(MemoryScope scope, IReadOnlyList<NewMemory> memories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(memories);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memories.Count, 1000);
        var now = _time.GetUtcNow();
        NewMemoryCheck.ThrowIfInvalid(memories, _options.MaxTextBytes, now);
        if (memories.Count == 0)
        {
            return [];
        }

        var ids = memories.Select(memory => memory.Id ?? Ulid.New(now)).ToArray();
        var vectors = await _embedder.EmbedAsync([.. memories.Select((memory, i) => ((string?)ids[i], memory.Text))], cancellationToken).ConfigureAwait(false);
        StoredMemory[] fresh = [.. memories.Select((memory, i) => MemoryMapping.ToStored(memory, scope, ids[i], vectors[i], now))];
        if (_queue is not null)
        {
            await _queue.ScheduleCompactionAsync(scope, _options.CompactionInterval, cancellationToken).ConfigureAwait(false);
        }

        var gate = await _locks.AcquireAsync(scope, cancellationToken).ConfigureAwait(false);
        await using (gate.ConfigureAwait(false))
        {
            return await new MemoryCreation(_storage, gate, _merger, _options).RunAsync(scope, fresh, memories, now.ToUnixTimeMilliseconds(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores one memory.</summary>
    /// <param name="scope">Whose it is.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="cancellationToken">Cancels it before anything is written.</param>
    /// <inheritdoc cref="CreateAsync(MemoryScope, IReadOnlyList{NewMemory}, CancellationToken)"/>
    public async Task<MemoryWrite> CreateAsync(MemoryScope scope, NewMemory memory, CancellationToken cancellationToken = default) =>
        (await CreateAsync(scope, [memory], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Searches, or lists, memories.</summary>
    /// <param name="scope">Whose they are.</param>
    /// <param name="search">What is searched for.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="InvalidMemoryFilterException">The filter says nothing, or something that does not exist.</exception>
    /// <exception cref="ArgumentException">The search has a value that is out of its limits, or that does not fit its mode.</exception>
    /// <exception cref="NotSupportedException">The vector store cannot be searched by words.</exception>
    /// <exception cref="MemoryEmbeddingException">The text has no vector.</exception>
    public async Task<MemoryPage> SearchAsync(MemoryScope scope, MemorySearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(search);
        var (page, found) = await new MemorySearcher(_storage, _embedder, _time).RunAsync(scope, search, cancellationToken).ConfigureAwait(false);
        if (search.RecordAccess)
        {
            await RecordAccessAsync(scope, found, cancellationToken).ConfigureAwait(false);
        }

        return page;
    }

    /// <summary>How many memories there are. With a filter, or in a store that is not of this library, it reads all that match.</summary>
    /// <param name="scope">Whose they are.</param>
    /// <param name="filter">What they must meet. Default: nothing else.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <exception cref="InvalidMemoryFilterException">The filter says nothing, or something that does not exist.</exception>
    public async Task<long> CountAsync(MemoryScope scope, MemoryFilter? filter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return await _storage.CountAsync(scope, MemoryConditions.Of(scope, filter), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a memory, also one that is no longer valid.</summary>
    /// <param name="scope">Whose it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The memory; <see langword="null"/> when the scope has none with the id.</returns>
    public async Task<MemoryRecord?> GetAsync(MemoryScope scope, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentException.ThrowIfNullOrEmpty(id);
        var found = await _storage.GetAsync(scope, [id], cancellationToken).ConfigureAwait(false);
        return found.TryGetValue(id, out var memory) ? MemoryMapping.ToRecord(memory) : null;
    }

    /// <summary>Changes a memory.</summary>
    /// <param name="scope">Whose it is.</param>
    /// <param name="id">Its id.</param>
    /// <param name="patch">What changes.</param>
    /// <param name="cancellationToken">Cancels it before anything is written.</param>
    /// <returns>The memory as it is now; <see langword="null"/> when the scope has none with the id.</returns>
    /// <exception cref="InvalidMemoryException">It cannot be stored with the changes.</exception>
    /// <exception cref="MemoryEmbeddingException">Its new text has no vector.</exception>
    public async Task<MemoryRecord?> EditAsync(MemoryScope scope, string id, MemoryPatch patch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(patch);
        MemoryEdit.ThrowIfInvalid(id, patch, _options.MaxTextBytes);
        var vector = patch.Text.IsSet ? (await _embedder.EmbedAsync([(id, patch.Text.Value)], cancellationToken).ConfigureAwait(false))[0] : default;
        var gate = await _locks.AcquireAsync(scope, cancellationToken).ConfigureAwait(false);
        await using (gate.ConfigureAwait(false))
        {
            var found = await _storage.GetAsync(scope, [id], cancellationToken).ConfigureAwait(false);
            if (!found.TryGetValue(id, out var memory))
            {
                return null;
            }

            var edited = MemoryEdit.Apply(memory, scope, patch, vector, Now());
            await _storage.UpsertAsync(gate, [edited], cancellationToken).ConfigureAwait(false);
            return MemoryMapping.ToRecord(edited);
        }
    }

    /// <summary>Deletes memories, and with each of them those whose place it took.</summary>
    /// <param name="scope">Whose they are.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="cancellationToken">Cancels it; what is deleted by then stays deleted.</param>
    /// <returns>How many of the ids there were.</returns>
    public async Task<int> DeleteAsync(MemoryScope scope, IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(ids);
        var gate = await _locks.AcquireAsync(scope, cancellationToken).ConfigureAwait(false);
        await using (gate.ConfigureAwait(false))
        {
            return await DeleteAsync(gate, scope, ids, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Undoes a merge: what a memory took the place of is valid again. One that was only made of the others is deleted. They are not merged with each other again.</summary>
    /// <param name="scope">Whose it is.</param>
    /// <param name="id">The id of the memory that took the place of others.</param>
    /// <param name="cancellationToken">Cancels it before anything is written.</param>
    /// <returns>The memories that are valid again; none when it took no place.</returns>
    public async Task<IReadOnlyList<MemoryRecord>> UndoMergeAsync(MemoryScope scope, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentException.ThrowIfNullOrEmpty(id);
        var gate = await _locks.AcquireAsync(scope, cancellationToken).ConfigureAwait(false);
        await using (gate.ConfigureAwait(false))
        {
            return await MergeUndo.RunAsync(_storage, gate, scope, id, Now(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets memories by a policy.</summary>
    /// <param name="scope">Whose they are.</param>
    /// <param name="policy">What is to be forgotten.</param>
    /// <param name="cancellationToken">Cancels it; what is forgotten by then stays forgotten.</param>
    /// <exception cref="ArgumentException">The policy has no limit, or one that cannot be.</exception>
    public async Task<ForgettingReport> ForgetAsync(MemoryScope scope, ForgettingPolicy policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(policy);
        policy.ThrowIfInvalid();
        var gate = await _locks.AcquireAsync(scope, cancellationToken).ConfigureAwait(false);
        await using (gate.ConfigureAwait(false))
        {
            var ids = await new MemoryForgetting(_storage).FindAsync(scope, policy, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            foreach (var batch in policy.DryRun ? [] : ids.Chunk(DeleteBatch))
            {
                await DeleteAsync(gate, scope, batch, cancellationToken).ConfigureAwait(false);
            }

            return new(ids, policy.DryRun);
        }
    }

    /// <summary>Merges memories that are nearer to each other than <see cref="LongTermMemoryOptions.CompactionDistance"/>.</summary>
    /// <param name="scope">Whose they are.</param>
    /// <param name="changedSince">Only memories that have changed since are compared with the others. Default: all.</param>
    /// <param name="cancellationToken">Cancels it; what is merged by then stays merged.</param>
    /// <exception cref="InvalidOperationException">There is no model.</exception>
    /// <exception cref="ModelAnswerException">The model did not say whether memories mean the same.</exception>
    public Task<CompactionReport> CompactAsync(MemoryScope scope, DateTimeOffset? changedSince = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var merger = _merger ?? throw new InvalidOperationException("Memories are compacted with the help of a model, and there is none.");
        return new MemoryCompaction(_storage, merger, _locks, _options, _time).RunAsync(scope, changedSince, cancellationToken);
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<int> DeleteAsync(ScopeLock gate, MemoryScope scope, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = await _storage.GetAsync(scope, ids, cancellationToken).ConfigureAwait(false);
        var (all, next) = (new HashSet<string>(found.Keys, StringComparer.Ordinal), found.Values.SelectMany(memory => memory.Supersedes).ToList());
        while (next.Where(all.Add).ToList() is { Count: > 0 } unread)
        {
            next = [.. (await _storage.GetAsync(scope, unread, cancellationToken).ConfigureAwait(false)).Values.SelectMany(memory => memory.Supersedes)];
        }

        await _storage.DeleteAsync(gate, scope, all, cancellationToken).ConfigureAwait(false);
        return found.Count;
    }

    // A scope that is being changed has its accesses recorded by the next search.
    private async Task RecordAccessAsync(MemoryScope scope, IReadOnlyList<StoredMemory> found, CancellationToken cancellationToken)
    {
        var (now, before) = (Now(), (_time.GetUtcNow() - _options.AccessInterval).ToUnixTimeMilliseconds());
        var due = found.Where(memory => IsDue(memory, before)).Select(memory => memory.Id).ToList();
        if (due.Count == 0 || await _locks.TryAcquireAsync(scope, cancellationToken).ConfigureAwait(false) is not { } gate)
        {
            return;
        }

        await using (gate.ConfigureAwait(false))
        {
            var memories = await _storage.GetAsync(scope, due, cancellationToken).ConfigureAwait(false);
            foreach (var memory in memories.Values)
            {
                (memory.LastAccessed, memory.AccessCount) = (now, memory.AccessCount + 1);
            }

            try
            {
                await _storage.UpsertAsync(gate, [.. memories.Values], cancellationToken).ConfigureAwait(false);
            }
            catch (StoreUnavailableException)
            {
                // The lock has lapsed. What was found is found all the same.
            }
        }
    }

    private static bool IsDue(StoredMemory memory, long before) => memory.AccessCount == 0 || memory.LastAccessed <= before;
}
