using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Hitl.SemanticKernel;

/// <summary>The policy that is in force. It follows the configuration; one that is not valid leaves the old one in force.</summary>
internal sealed partial class PolicyProvider : IDisposable
{
    private readonly IOptionsFactory<HitlOptions> _factory;
    private readonly ILogger _logger;
    private readonly IConfigurationSection? _section;
    private readonly IDisposable? _changes;
    private volatile OversightPolicy _current;

    public PolicyProvider(
        IOptions<HitlOptions> options, IOptionsFactory<HitlOptions> factory, IEnumerable<IConfiguration> configurations, ILogger<OversightPolicy>? logger = null)
    {
        _factory = factory;
        _logger = logger ?? NullLogger<OversightPolicy>.Instance;
        _current = new OversightPolicy(options.Value.Policy);
        if (configurations.LastOrDefault() is { } configuration)
        {
            _section = configuration.GetSection(PolicyOptions.SectionName);
            IsConfigured = _section.Exists();
            _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
        }
    }

    public OversightPolicy Current => _current;

    /// <summary>Whether the policy came from the configuration.</summary>
    private bool IsConfigured { get; set; }

    public void Dispose() => _changes?.Dispose();

    private void Reload()
    {
        try
        {
            // A file that cannot be read leaves no section, which is not to say that the default policy is wanted.
            if (IsConfigured && !_section!.Exists())
            {
                LogGone(_logger, PolicyOptions.SectionName, _current.Version);
                return;
            }

            var policy = new OversightPolicy(_factory.Create(Options.DefaultName).Policy);
            IsConfigured = _section!.Exists();
            if (policy.Version != _current.Version)
            {
                LogChanged(_logger, _current.Version, policy.Version);
                _current = policy;
            }
        }
        catch (Exception e)
        {
            // Whoever changed the file gets no exception: this runs in the watcher of the file.
            LogNotValid(_logger, e, _current.Version);
        }
    }

    [LoggerMessage(LogLevel.Information, "Policy {Version} is in force in place of {Old}.")]
    private static partial void LogChanged(ILogger logger, string old, string version);

    [LoggerMessage(LogLevel.Error, "The changed policy is not valid, so {Version} stays in force.")]
    private static partial void LogNotValid(ILogger logger, Exception exception, string version);

    [LoggerMessage(LogLevel.Error, "The section {Section} is gone from the configuration, so {Version} stays in force.")]
    private static partial void LogGone(ILogger logger, string section, string version);
}
