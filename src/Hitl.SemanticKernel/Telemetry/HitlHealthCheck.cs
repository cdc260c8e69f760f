using System.Globalization;
using Hitl.Memory;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hitl.SemanticKernel;

/// <summary>Whether oversight can do its work: the store answers, nobody has waited too long, and the worker of this process is alive.</summary>
internal sealed class HitlHealthCheck : IHealthCheck
{
    private readonly ReviewDesk _desk;
    private readonly WorkerHeartbeat? _worker;
    private readonly HitlHealthOptions _options;

    public HitlHealthCheck(ReviewDesk desk, WorkerHeartbeat? worker, HitlHealthOptions options)
    {
        _desk = desk;
        _worker = worker;
        _options = options;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            var (pending, oldest) = (_desk.CountAsync(timeout.Token), _desk.FindOldestAsync(timeout.Token));
            await Task.WhenAll(pending, oldest).ConfigureAwait(false);
            data["pending"] = await pending.ConfigureAwait(false);
            var age = TimeSpan.Zero;
            if (await oldest.ConfigureAwait(false) is var (openedAt, waited))
            {
                age = waited;
                data["oldest"] = openedAt.ToString("O", CultureInfo.InvariantCulture);
                data["oldest_age_seconds"] = waited.TotalSeconds;
            }

            // Asked last: while the store does not answer, a worker that runs does not come around either.
            var isAlive = _worker?.IsAlive;
            if (isAlive is { } alive)
            {
                data["worker"] = alive ? "alive" : "not running";
            }

            return isAlive == false ? new HealthCheckResult(context.Registration.FailureStatus, "The worker of this process does not run, so threads are not resumed here.", data: data)
                : age >= _options.MaxPendingAge ? HealthCheckResult.Degraded($"The oldest review has waited for {Shown(age)}, and {Shown(_options.MaxPendingAge)} is the limit.", data: data)
                : HealthCheckResult.Healthy(data: data);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store did not answer within {Shown(_options.Timeout)}.", e, data);
        }
        catch (OversightUnavailableException e)
        {
            // What the client knows of its connections is long; it is in the exception.
            return new HealthCheckResult(context.Registration.FailureStatus, "The store does not answer.", e, data);
        }
        catch (HitlException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e, data);
        }
    }

    private static string Shown(TimeSpan span) => (span.Ticks > TimeSpan.TicksPerSecond ? new TimeSpan(span.Ticks - (span.Ticks % TimeSpan.TicksPerSecond)) : span).ToString("c", CultureInfo.InvariantCulture);
}
