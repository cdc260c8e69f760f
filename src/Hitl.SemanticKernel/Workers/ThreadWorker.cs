using System.Collections.Concurrent;
using System.Threading.Channels;
using Hitl.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Resumes the threads that can go on, as many at a time as the options say. Workers of several processes share the work.</summary>
/// <remarks>
/// A thread is taken for the time of a run's lease, and that is prolonged while its turn runs. When the process dies, another worker takes it
/// after that time; the run's lease keeps two from running it at once.
/// </remarks>
internal sealed partial class ThreadWorker : BackgroundService
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private readonly IServiceScopeFactory _scopes;
    private readonly ThreadKernelFactory _kernels;
    private readonly CheckpointedThreads _threads;
    private readonly ThreadRuns _runs;
    private readonly ReadyThreads _ready;
    private readonly WorkerHeartbeat _heartbeat;
    private readonly DeskSignals _signals;
    private readonly ThreadWorkerOptions _options;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<int> _wake = Channel.CreateUnbounded<int>();
    private readonly ConcurrentDictionary<string, (ReadyThread Thread, Task Turn)> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _turns = new();

    public ThreadWorker(
        IServiceScopeFactory scopes, ThreadKernelFactory kernels, CheckpointedThreads threads, ThreadRuns runs, ReadyThreads ready, WorkerHeartbeat heartbeat, DeskSignals signals,
        IOptions<ThreadWorkerOptions> options, IOptions<HitlOptions> hitl, TimeProvider time, ILogger<ThreadWorker> logger)
    {
        _scopes = scopes;
        _kernels = kernels;
        _threads = threads;
        _runs = runs;
        _ready = ready;
        _heartbeat = heartbeat;
        _signals = signals;
        _options = options.Value;
        _lease = hitl.Value.LeaseDuration;
        _time = time;
        _logger = logger;
    }

    /// <summary>Takes no more threads, and waits for the turns that run; those that are not done in time are cancelled.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WhenDoneAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _turns.CancelAsync().ConfigureAwait(false);
            await WhenDoneAsync().ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        _turns.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IAsyncDisposable? subscription = null;
        var check = _time.CreateTimer(_ => Wake(), state: null, TimeSpan.Zero, _options.CheckInterval);
        var renew = _time.CreateTimer(_ => _ = RenewAsync(), state: null, _lease / 3, _lease / 3);
        try
        {
            HashSet<int> partitions = [];
            while (true)
            {
                partitions.Add(await _wake.Reader.ReadAsync(stoppingToken).ConfigureAwait(false));
                _heartbeat.Beat();
                while (_wake.Reader.TryRead(out var more))
                {
                    partitions.Add(more);
                }

                subscription ??= await TrySubscribeAsync(stoppingToken).ConfigureAwait(false);
                foreach (var partition in partitions.ToArray())
                {
                    var free = _options.MaxConcurrentThreads - _running.Count;
                    if (free <= 0)
                    {
                        // A turn that ends wakes the worker up.
                        break;
                    }

                    if (await TakeAsync(partition, free, stoppingToken).ConfigureAwait(false))
                    {
                        partitions.Remove(partition);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            await check.DisposeAsync().ConfigureAwait(false);
            if (subscription is not null)
            {
                await subscription.DisposeAsync().ConfigureAwait(false);
            }

            await WhenDoneAsync().WaitAsync(CancellationToken.None).ConfigureAwait(false);
            await renew.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Wake()
    {
        for (var partition = 0; partition < _ready.Partitions; partition++)
        {
            _wake.Writer.TryWrite(partition);
        }
    }

    /// <summary>Takes threads of a partition.</summary>
    /// <returns>Whether no more can be taken there for now.</returns>
    private async Task<bool> TakeAsync(int partition, int free, CancellationToken stoppingToken)
    {
        try
        {
            var (threads, next) = await _ready.TakeAsync(partition, free, _lease, stoppingToken).ConfigureAwait(false);
            foreach (var thread in threads)
            {
                Start(thread);
            }

            if (next < _options.CheckInterval)
            {
                _ = WakeLaterAsync(partition, next.Value, stoppingToken);
            }

            return threads.Count < free;
        }
        catch (HitlException e)
        {
            // The next check finds them.
            LogNotTaken(_logger, e);
            return true;
        }
    }

    private void Start(ReadyThread thread)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var turn = Task.Run(async () =>
        {
            try
            {
                await started.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await RunAsync(thread).ConfigureAwait(false);
            }
            finally
            {
                _running.TryRemove(thread.Head, out _);
                _wake.Writer.TryWrite(thread.Partition);
            }
        });
        if (!_running.TryAdd(thread.Head, (thread, turn)))
        {
            // It can go on again while its turn is at its end here.
            started.SetCanceled(CancellationToken.None);
            _ = TryAsync(() => _ready.PostponeAsync(thread, Soon, CancellationToken.None));
            _ = WakeLaterAsync(thread.Partition, Soon, CancellationToken.None);
            return;
        }

        started.SetResult();
    }

    private async Task RunAsync(ReadyThread thread)
    {
        try
        {
            await (thread.HasCaller ? ResumeWithCallersAsync(thread) : ResumeAsync(thread.Id)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_turns.IsCancellationRequested)
        {
            await TryAsync(() => _ready.PostponeAsync(thread, TimeSpan.Zero, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (ThreadBusyException e)
        {
            await TryAsync(() => _ready.PostponeAsync(thread, e.RetryAfter + TimeSpan.FromMilliseconds(5), CancellationToken.None)).ConfigureAwait(false);
        }
        catch (UnknownThreadException)
        {
            await TryAsync(() => _ready.ForgetAsync(thread, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var delay = Delay(thread.Attempt);
            LogFailed(_logger, e, thread.Id, thread.Attempt, delay);
            await TryAsync(() => _ready.PostponeAsync(thread, delay, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private async Task ResumeAsync(string threadId)
    {
        var scope = _scopes.CreateAsyncScope();
        await using var services = scope.ConfigureAwait(false);
        var kernel = await _kernels.CreateAsync(scope.ServiceProvider, threadId, _turns.Token).ConfigureAwait(false);
        var turn = await _threads.Get(threadId).ResumeAsync(kernel, _options.Settings?.Invoke(threadId), _turns.Token).ConfigureAwait(false);
        LogResumed(_logger, threadId, turn.Status);
        await TellAsync(turn).ConfigureAwait(false);
    }

    /// <summary>Resumes the thread whose call waits for this one, which goes on with it; when it does not, this one is resumed by itself.</summary>
    private async Task ResumeWithCallersAsync(ReadyThread thread)
    {
        var callers = await _runs.FindCallersAsync(thread.Id, _turns.Token).ConfigureAwait(false);
        foreach (var id in callers.SkipLast(1))
        {
            try
            {
                await ResumeAsync(id).ConfigureAwait(false);
            }
            catch (UnknownThreadException)
            {
                continue;
            }

            if (!await _ready.ContainsAsync(thread, _turns.Token).ConfigureAwait(false))
            {
                return;
            }
        }

        if (callers is [.., var caller, _])
        {
            if (await _runs.FindCallersAsync(thread.Id, _turns.Token).ConfigureAwait(false) is not [.., var left, _] || left != caller)
            {
                // That one has what it waited for. The thread is taken again for the next.
                return;
            }

            await ResumeAsync(thread.Id).ConfigureAwait(false);
            await _ready.DisownAsync(thread, caller, _turns.Token).ConfigureAwait(false);
        }
        else
        {
            await ResumeAsync(thread.Id).ConfigureAwait(false);
        }
    }

    private TimeSpan Delay(int attempt) =>
        _options.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 30)) is var delay && delay < _options.MaxRetryDelay ? delay : _options.MaxRetryDelay;

    private async Task TellAsync(AgentTurn turn)
    {
        try
        {
            if (_options.OnTurn is { } tell)
            {
                await tell(turn, _turns.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            LogNotTold(_logger, e, turn.ThreadId);
        }
    }

    /// <summary>Keeps other workers from the threads whose turns run here.</summary>
    private Task RenewAsync() =>
        Task.WhenAll(_running.Values.Select(r => TryAsync(() => _ready.PostponeAsync(r.Thread, _lease, CancellationToken.None))));

    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (HitlException e)
        {
            // Other workers take the thread when its time is over.
            LogNotTaken(_logger, e);
        }
    }

    private async Task WakeLaterAsync(int partition, TimeSpan delay, CancellationToken stoppingToken)
    {
        await Task.Delay(delay + TimeSpan.FromMilliseconds(1), _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wake.Writer.TryWrite(partition);
    }

    private async Task WhenDoneAsync()
    {
        while (_running.Values.Select(r => r.Turn).ToArray() is { Length: > 0 } turns)
        {
            await Task.WhenAll(turns).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IAsyncDisposable?> TrySubscribeAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await _signals.OnReadyAsync(partition => _wake.Writer.TryWrite(Math.Clamp(partition, 0, _ready.Partitions - 1)), stoppingToken).ConfigureAwait(false);
        }
        catch (HitlException e)
        {
            LogNotTaken(_logger, e);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Thread {ThreadId} was resumed: {Status}.")]
    private static partial void LogResumed(ILogger logger, string threadId, AgentTurnStatus status);

    [LoggerMessage(LogLevel.Error, "Thread {ThreadId} could not be resumed (attempt {Attempt}). It is tried again in {Delay}.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string threadId, int attempt, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "The turn of thread {ThreadId} was run, and telling about it failed.")]
    private static partial void LogNotTold(ILogger logger, Exception exception, string threadId);

    [LoggerMessage(LogLevel.Warning, "The store did not answer; the worker looks again.")]
    private static partial void LogNotTaken(ILogger logger, Exception exception);
}
