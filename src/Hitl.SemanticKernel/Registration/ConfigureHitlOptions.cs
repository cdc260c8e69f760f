using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Reads the section <c>Hitl</c> where the app has a configuration.</summary>
internal sealed class ConfigureHitlOptions(IEnumerable<IConfiguration> configurations) : IConfigureOptions<HitlOptions>
{
    // Sections that are bound to options of their own.
    private static readonly string[] Elsewhere = ["Redis", "Memory"];

    /// <exception cref="OptionsValidationException">The section holds what options do not.</exception>
    public void Configure(HitlOptions options)
    {
        if (configurations.LastOrDefault() is not { } configuration)
        {
            return;
        }

        var section = configuration.GetSection(HitlOptions.SectionName);
        var problems = ConfigurationCheck.Problems(section, typeof(HitlOptions), Elsewhere).Select(p => $"{ConfigurationLines.Locate(configuration, p.Path)} {p.Text}").ToList();
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(HitlOptions), problems);
        }

        section.Bind(options);
    }
}
