using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Seals the audit log and removes what is too old, on a schedule, in one process at a time.</summary>
internal sealed partial class AuditUpkeep : BackgroundService
{
    private readonly AuditLog _log;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public AuditUpkeep(AuditLog log, IOptions<HitlOptions> options, TimeProvider time, ILogger<AuditUpkeep> logger)
    {
        _log = log;
        _interval = options.Value.Audit.Interval;
        _time = time;
        _logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _time);
        do
        {
            try
            {
                await RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(_logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await _log.TryClaimUpkeepAsync(_interval / 2, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (_log.CanSeal && await _log.SealAsync(cancellationToken).ConfigureAwait(false) is { } seal)
        {
            LogSealed(_logger, seal.Number, seal.Threads, seal.Digest);
        }

        if (await _log.TrimAsync(cancellationToken).ConfigureAwait(false) is > 0 and var removed)
        {
            LogTrimmed(_logger, removed);
        }
    }

    [LoggerMessage(LogLevel.Information, "Audit seal {Number} covers the new events of {Threads} threads. Its digest is {Digest}.")]
    private static partial void LogSealed(ILogger logger, long number, int threads, string digest);

    [LoggerMessage(LogLevel.Information, "{Count} events were older than the retention of the audit log and removed.")]
    private static partial void LogTrimmed(ILogger logger, long count);

    [LoggerMessage(LogLevel.Error, "The upkeep of the audit log failed and is tried again at the next interval.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
