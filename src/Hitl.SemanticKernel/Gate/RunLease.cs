using Hitl.Memory;
using Microsoft.Extensions.Logging;

namespace Hitl.SemanticKernel;

/// <summary>The lease of a run: renewed while the run lives, given back at its end.</summary>
internal sealed partial class RunLease : IAsyncDisposable
{
    private const int QuietTicks = 3;

    private readonly ThreadLedger _ledger;
    private readonly RunSettings _settings;
    private readonly ThreadRun _run;
    private readonly CancellationTokenSource _stop;
    private Task _renewal = Task.CompletedTask;
    private Moment _since;

    public RunLease(ThreadLedger ledger, RunSettings settings, ThreadRun run, CancellationToken cancellationToken)
    {
        _ledger = ledger;
        _settings = settings;
        _run = run;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Cancellation = _stop.Token;
    }

    /// <summary>Cancelled with the turn, and when the lease is lost.</summary>
    public CancellationToken Cancellation { get; }

    public bool IsBegun { get; private set; }

    /// <summary>Whether the lease was given back with the last write.</summary>
    public bool IsReleased { get; set; }

    /// <param name="since">When the lease was asked for: it lasts at least from there.</param>
    public void Begin(Moment since)
    {
        (IsBegun, _since) = (true, since);
        _renewal = RenewAsync();
    }

    /// <summary>Makes sure that a good part of the lease is left: a process that slept may have lost its thread, and learns it before it acts.</summary>
    /// <remarks>It asks the store only when a renewal is overdue.</remarks>
    /// <exception cref="LeaseLostException">Another run took the thread over.</exception>
    /// <exception cref="OversightUnavailableException">It is not known, and the store does not answer.</exception>
    public async ValueTask EnsureAsync()
    {
        if (!IsBegun || IsReleased || _since.Age(_settings.Time) < _settings.Lease * 2 / 3)
        {
            return;
        }

        try
        {
            await _run.GuardedAsync(RenewNowAsync, Cancellation).ConfigureAwait(false);
        }
        catch (HitlException e)
        {
            _run.Fail(e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (IsBegun && !IsReleased)
        {
            try
            {
                await _ledger.ReleaseAsync(_run.NotBegun, CancellationToken.None).ConfigureAwait(false);
            }
            catch (HitlException e)
            {
                LogNotReleased(_settings.Logger, e, _ledger.ThreadId);
            }
        }

        _stop.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_settings.Lease / 3, _settings.Time);
        for (var quiet = 0; await timer.WaitForNextTickAsync(Cancellation).ConfigureAwait(false);)
        {
            // A batch whose end nobody reports, because the app dropped it, must not keep its thread for ever.
            quiet = _settings.EndsWithBatch && _run.Batch is null or { IsQuiet: true } ? quiet + 1 : 0;
            if (quiet > QuietTicks)
            {
                return;
            }

            await _run.GuardedAsync(RenewOnceAsync, Cancellation).ConfigureAwait(false);
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            if (!IsReleased)
            {
                await RenewNowAsync().ConfigureAwait(false);
            }
        }
        catch (OversightUnavailableException e)
        {
            LogNotRenewed(_settings.Logger, e, _ledger.ThreadId);
        }
        catch (LeaseLostException e)
        {
            _run.Fail(e);
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task RenewNowAsync()
    {
        var since = Moment.Now(_settings.Time);
        await _ledger.RenewAsync(_settings.Lease, Cancellation).ConfigureAwait(false);
        _since = since;
    }

    [LoggerMessage(LogLevel.Warning, "The lease of thread {ThreadId} could not be renewed; it is tried again.")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception, string threadId);

    [LoggerMessage(LogLevel.Warning, "The lease of thread {ThreadId} could not be given back; it ends by itself.")]
    private static partial void LogNotReleased(ILogger logger, Exception exception, string threadId);
}
