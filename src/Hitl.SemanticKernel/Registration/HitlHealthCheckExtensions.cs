using Hitl.SemanticKernel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of oversight.</summary>
public static class HitlHealthCheckExtensions
{
    /// <summary>
    /// Adds a check: the store answers, no review has waited too long (then the state is degraded), and where the host has a worker
    /// (<c>AddThreadWorker</c>), it runs.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="configure">When oversight counts as healthy.</param>
    /// <param name="name">The name of the check. Default: <c>hitl</c>.</param>
    /// <param name="failureStatus">What it reports when the store does not answer or the worker does not run. Default: unhealthy.</param>
    /// <param name="tags">Tags of the check. Default: none.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The options are out of range.</exception>
    public static IHealthChecksBuilder AddHitlHealthChecks(
        this IHealthChecksBuilder builder, Action<HitlHealthOptions>? configure = null, string name = "hitl", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new HitlHealthOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.MaxPendingAge, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Timeout, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Timeout, TimeSpan.FromHours(1));
        return builder.Add(new HealthCheckRegistration(
            name,
            services => new HitlHealthCheck(services.GetRequiredService<ReviewDesk>(), services.GetService<WorkerHeartbeat>(), options),
            failureStatus,
            tags));
    }
}
