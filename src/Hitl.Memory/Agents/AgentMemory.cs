using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The memory of an agent: working memory of threads, long-term memory, and what goes from one to the other.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class AgentMemory
{
    private readonly MemorySettings _settings;
    private readonly MemoryWorker _worker;

    /// <summary>Creates it. Nothing is asked of the store yet.</summary>
    /// <param name="redis">Where working memory and background work are kept.</param>
    /// <param name="longTerm">Long-term memory.</param>
    /// <param name="options">How memory works. Default: the defaults.</param>
    /// <param name="model">Extracts and summarises. Default: none, and neither is done.</param>
    /// <param name="time">The clock for what the server does not stamp. Default: the system's.</param>
    /// <param name="logger">Is told of background work that failed. Default: none.</param>
    public AgentMemory(RedisStore redis, LongTermMemory longTerm, MemoryOptions? options = null, IChatClient? model = null, TimeProvider? time = null, ILogger<AgentMemory>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(redis);
        ArgumentNullException.ThrowIfNull(longTerm);
        options ??= new();
        LongTerm = longTerm;
        _settings = new(redis, options, model, time ?? TimeProvider.System);
        var queue = new MemoryQueue(redis);
        _worker = new(queue, new(_settings, longTerm, queue), options.Background, logger ?? NullLogger<AgentMemory>.Instance);
    }

    /// <summary>Long-term memory.</summary>
    public LongTermMemory LongTerm { get; }

    internal MemorySettings Settings => _settings;

    /// <summary>The working memory of a thread. Nothing is read yet.</summary>
    /// <param name="threadId">The thread's id: 1 to 512 characters.</param>
    /// <param name="scope">Whose it is. Only the same scope can use it later.</param>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public WorkingMemory Thread(string threadId, MemoryScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new(threadId, scope, _settings);
    }

    /// <summary>The threads of a scope that have a working memory, the one that was last changed first.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="limit">How many are wanted: 1 to 100.</param>
    /// <param name="offset">How many are left out.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<WorkingMemoryPage> ListThreadsAsync(MemoryScope scope, int limit = 20, int offset = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 100);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var keys = _settings.Redis.Keys;
        var (total, found) = (0L, new List<(string Thread, long Changed)>());
        for (var partition = 0; partition < keys.Partitions; partition++)
        {
            var answer = (RedisResult[])(await _settings.Redis.EvaluateAsync(
                WorkingMemoryScripts.List, [WorkingMemoryKeys.Sessions(keys, partition, scope), WorkingMemoryKeys.Ending(keys, partition, scope)],
                [WorkingMemoryStore.Number((long)offset + limit)], cancellationToken).ConfigureAwait(false))!;
            total += (long)answer[0];
            found.AddRange(((string[])answer[1]!).Chunk(2).Select(pair => (pair[0], (long)double.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture))));
        }

        var page = found.OrderByDescending(item => item.Changed).ThenBy(item => item.Thread, StringComparer.Ordinal).Skip(offset).Take(limit).Select(item => item.Thread).ToList();
        return new(page, offset + page.Count < total && page.Count > 0 ? offset + page.Count : null, total);
    }

    /// <summary>Does what is still to be done in the background for a scope, whether it is due or not: afterwards what was written before is found.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Cancels it; the rest is done later.</param>
    /// <exception cref="ModelAnswerException">The model failed, or gave no usable answer.</exception>
    /// <exception cref="MemoryEmbeddingException">A memory has no vector.</exception>
    public Task FlushAsync(MemoryScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return _worker.FlushAsync(scope, null, cancellationToken);
    }

    /// <summary>Does what is still to be done in the background for one thread, whether it is due or not.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="threadId">The thread's id.</param>
    /// <param name="cancellationToken">Cancels it; the rest is done later.</param>
    /// <exception cref="ModelAnswerException">The model failed, or gave no usable answer.</exception>
    /// <exception cref="MemoryEmbeddingException">A memory has no vector.</exception>
    public Task FlushAsync(MemoryScope scope, string threadId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(threadId);
        return _worker.FlushAsync(scope, threadId, cancellationToken);
    }

    /// <summary>Does the background work that is due, of all scopes, once. The hosted service does it again and again.</summary>
    /// <param name="cancellationToken">Cancels it; the rest is done later.</param>
    /// <returns>How many pieces of work were done. What failed is tried again later.</returns>
    public Task<int> RunDueAsync(CancellationToken cancellationToken = default) => _worker.RunDueAsync(cancellationToken);
}
