using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hitl.Memory;

/// <summary>Does the background work of memory in an app with a host.</summary>
internal sealed partial class MemoryBackgroundService(AgentMemory memory, IOptions<MemoryOptions> options, ILogger<MemoryBackgroundService>? logger = null) : BackgroundService
{
    private readonly ILogger _logger = logger ?? NullLogger<MemoryBackgroundService>.Instance;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Background.Enabled)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await memory.RunDueAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogUnavailable(e);
            }

            await Task.Delay(options.Value.Background.PollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Background work of memory could not be looked for.")]
    private partial void LogUnavailable(Exception exception);
}
