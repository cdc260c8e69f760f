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
        try
        {
            data["pending"] = await _desk.CountAsync(cancellationToken).ConfigureAwait(false);
            var late = await _desk.ListAsync(new ReviewQuery { MinAge = _options.MaxPendingAge }, limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (_worker is { IsAlive: false })
            {
                return new HealthCheckResult(context.Registration.FailureStatus, "The worker of this process does not run, so threads are not resumed here.", data: data);
            }

            if (late.Reviews is [var oldest, ..])
            {
                data["oldest"] = oldest.CreatedAt.ToString("O", CultureInfo.InvariantCulture);
                return HealthCheckResult.Degraded($"Reviews have waited for more than {_options.MaxPendingAge}.", data: data);
            }

            return HealthCheckResult.Healthy(data: data);
        }
        catch (HitlException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e, data);
        }
    }
}
