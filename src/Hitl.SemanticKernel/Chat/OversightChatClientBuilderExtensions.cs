using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.AI;

/// <summary>Puts chat clients under oversight.</summary>
public static class OversightChatClientBuilderExtensions
{
    /// <summary>
    /// Invokes the functions that the model calls, under oversight. Use it in place of <c>UseFunctionInvocation</c>. The services need <c>AddHitl().AddRedis(...)</c>.
    /// </summary>
    /// <param name="builder">The builder of the client.</param>
    /// <param name="configure">Settings of the client.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">When the client is built: the services have no oversight, or a client beneath it invokes functions itself.</exception>
    public static ChatClientBuilder UseOversight(this ChatClientBuilder builder, Action<OversightChatClient>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) =>
        {
            var client = new OversightChatClient(inner, services, services.GetService<ILoggerFactory>());
            configure?.Invoke(client);
            return client;
        });
    }

    /// <summary>Says for whom the agent acts in calls made with these options: rules of the policy, bounds and stops may be about a user.</summary>
    /// <param name="options">The options.</param>
    /// <param name="userId">The user's id: 1 to 512 characters.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException">The id is empty, too long or not valid Unicode.</exception>
    public static ChatOptions UseUser(this ChatOptions options, string userId)
    {
        ArgumentNullException.ThrowIfNull(options);
        Hitl.Memory.Keyspace.Escape(userId);
        (options.AdditionalProperties ??= [])[OversightUsers.Key] = userId;
        return options;
    }
}
