using Hitl.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Runs <see cref="ReviewSweep"/> in the background of a host, again and again.</summary>
internal sealed partial class ReviewSweeper : BackgroundService
{
    private readonly ReviewSweep _sweep;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ReviewSweeper(ReviewSweep sweep, IOptions<HitlOptions> options, TimeProvider time, ILogger<ReviewSweeper> logger)
    {
        _sweep = sweep;
        _interval = options.Value.SweepInterval;
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
                await _sweep.RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (HitlException e)
            {
                // The next round, or another process, does it.
                LogFailed(_logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(LogLevel.Warning, "Deadlines could not be looked at; it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
