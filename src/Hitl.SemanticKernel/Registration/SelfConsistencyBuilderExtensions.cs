using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers self-consistency.</summary>
public static class SelfConsistencyBuilderExtensions
{
    /// <summary>
    /// Adds a trust signal that asks the model again, a few times in parallel, whether it stands by a call: only where the policy decides otherwise
    /// with less or more trust, unless <see cref="SelfConsistencyOptions.EveryCall"/> is set. It costs as many requests more, with the whole conversation each.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Options in code; they go on top of the configuration section <c>Hitl:Trust:SelfConsistency</c>.</param>
    /// <returns>The same builder.</returns>
    public static HitlBuilder AddSelfConsistency(this HitlBuilder builder, Action<SelfConsistencyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            builder.Services.Configure<HitlOptions>(options => configure(options.Trust.SelfConsistency));
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ITrustSignal, SelfConsistencySignal>());
        return builder;
    }
}
