using Hitl.SemanticKernel;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what tells people. It runs with the app's host.</summary>
public static class NotifierServiceCollectionExtensions
{
    /// <summary>Adds a notifier of the app, which is made once with the app's services. Each notifier is a consumer group of its own: one that fails holds up no other.</summary>
    /// <typeparam name="T">The notifier.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">What it tells, and how. Default: as <see cref="NotifierOptions"/> says.</param>
    /// <param name="group">The name of its group, the same in every process and version. Default: the name of the type.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name or an option is not valid, or there is such a group already.</exception>
    public static HitlBuilder AddNotifier<T>(this HitlBuilder builder, Action<NotifierOptions>? configure = null, string? group = null)
        where T : class, INotifier =>
        builder.AddNotifier(group ?? typeof(T).Name.Split('`')[0], new NotifierOptions(), configure, static (services, _) => ActivatorUtilities.GetServiceOrCreateInstance<T>(services));

    /// <summary>Writes notifications to the console, one line each.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">What it tells, and how. Default: as <see cref="NotifierOptions"/> says.</param>
    /// <param name="output">Where to. Default: the standard output.</param>
    /// <param name="group">The name of its group. Default <c>console</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">An option is not valid, or there is such a group already.</exception>
    public static HitlBuilder AddConsoleNotifier(this HitlBuilder builder, Action<NotifierOptions>? configure = null, TextWriter? output = null, string group = "console") =>
        builder.AddNotifier(group, new NotifierOptions(), configure, (_, _) => new ConsoleNotifier(output ?? Console.Out));

    /// <summary>Posts notifications to Teams, as Adaptive Cards for a workflow that begins with a webhook request.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Where to, what it tells, and how.</param>
    /// <param name="group">The name of its group; several channels need several. Default <c>teams</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">An option is missing or not valid, or there is such a group already.</exception>
    public static HitlBuilder AddTeamsNotifier(this HitlBuilder builder, Action<TeamsNotifierOptions> configure, string group = "teams") =>
        builder.AddNotifier(group, new TeamsNotifierOptions(), configure, static (services, options) => new TeamsNotifier(options, services.GetRequiredService<TimeProvider>()));

    /// <summary>Posts notifications to a webhook, signed as the Standard Webhooks specification says.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Where to, the secrets, what it tells, and how.</param>
    /// <param name="group">The name of its group; several webhooks need several. Default <c>webhook</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">An option is missing or not valid, or there is such a group already.</exception>
    public static HitlBuilder AddWebhookNotifier(this HitlBuilder builder, Action<WebhookNotifierOptions> configure, string group = "webhook") =>
        builder.AddNotifier(group, new WebhookNotifierOptions(), configure, static (services, options) => new WebhookNotifier(options, services.GetRequiredService<TimeProvider>()));

    private static HitlBuilder AddNotifier<TOptions>(
        this HitlBuilder builder, string group, TOptions options, Action<TOptions>? configure, Func<IServiceProvider, TOptions, INotifier> create)
        where TOptions : NotifierOptions
    {
        configure?.Invoke(options);
        options.ThrowIfInvalid();
        return builder.AddEventGroup(group, options.Delivery, services => new NotificationHandler(create(services, options), options, services.GetRequiredService<ReviewDesk>()));
    }
}
