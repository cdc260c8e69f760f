using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel;

/// <summary>Goes on with the registration that <c>AddHitl</c> began.</summary>
public sealed class HitlBuilder
{
    internal HitlBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that are registered with.</summary>
    public IServiceCollection Services { get; }
}
