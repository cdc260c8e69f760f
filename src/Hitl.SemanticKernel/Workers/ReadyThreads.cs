using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The threads that can go on. They are noted by the step that makes it so, and forgotten by the one that ends their run.</summary>
internal sealed class ReadyThreads
{
    private const string Name = "ready";
    private const string Infix = ":thread:";

    private readonly RedisStore _store;

    public ReadyThreads(RedisStore store) => _store = store;

    public int Partitions => _store.Keys.Partitions;

    /// <summary>Takes threads of a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="limit">At most how many.</param>
    /// <param name="lease">For how long no other worker takes them.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The threads, and when to look again; <see langword="null"/> when nothing is foreseen.</returns>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<(IReadOnlyList<ReadyThread> Threads, TimeSpan? Next)> TakeAsync(int partition, int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(WorkerScripts.Take, partition, [limit, (long)lease.TotalMilliseconds], cancellationToken).ConfigureAwait(false);
        var threads = ((RedisResult[])reply[0]!).Select(r => (RedisResult[])r!).Select(r => Thread((string)r[0]!, partition, (int)r[1], (int)r[2] == 1)).ToList();
        var next = (string)reply[1]!;
        return (threads, next.Length == 0 ? null : TimeSpan.FromMilliseconds(long.Parse(next, CultureInfo.InvariantCulture)));
    }

    /// <summary>Lets workers take a thread only later, if it is still to be resumed.</summary>
    public Task PostponeAsync(ReadyThread thread, TimeSpan delay, CancellationToken cancellationToken) =>
        RunAsync(WorkerScripts.Postpone, thread.Partition, [(long)delay.TotalMilliseconds, thread.Head], cancellationToken);

    /// <summary>Forgets a thread that there is not.</summary>
    public Task ForgetAsync(ReadyThread thread, CancellationToken cancellationToken) =>
        RunAsync(WorkerScripts.Forget, thread.Partition, [thread.Head], cancellationToken);

    /// <summary>Whether a thread is still to be resumed.</summary>
    public async Task<bool> ContainsAsync(ReadyThread thread, CancellationToken cancellationToken) =>
        (string?)(await RunAsync(WorkerScripts.IsReady, thread.Partition, [thread.Head], cancellationToken).ConfigureAwait(false))[0] == "1";

    /// <summary>Takes the first caller, which does not wait any more, from a thread that has ended. One that nobody waits for is forgotten.</summary>
    public Task DisownAsync(ReadyThread thread, string caller, CancellationToken cancellationToken) =>
        RunAsync(WorkerScripts.Disown, thread.Partition, [thread.Head, LedgerRecords.WriteList([caller])], cancellationToken);

    private static ReadyThread Thread(string head, int partition, int attempt, bool hasCaller) =>
        new(head, Uri.UnescapeDataString(head[(head.IndexOf(Infix, StringComparison.Ordinal) + Infix.Length)..]), partition, attempt, hasCaller);

    private Task<RedisResult[]> RunAsync(string script, int partition, RedisValue[] values, CancellationToken cancellationToken) =>
        _store.TransitionAsync(script, [_store.Keys.Key(partition, Name)], values, cancellationToken);
}
