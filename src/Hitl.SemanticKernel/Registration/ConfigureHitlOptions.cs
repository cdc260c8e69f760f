using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Reads the section <c>Hitl</c> where the app has a configuration.</summary>
internal sealed class ConfigureHitlOptions(IEnumerable<IConfiguration> configurations) : IConfigureOptions<HitlOptions>
{
    public void Configure(HitlOptions options) => configurations.LastOrDefault()?.GetSection(HitlOptions.SectionName).Bind(options);
}
