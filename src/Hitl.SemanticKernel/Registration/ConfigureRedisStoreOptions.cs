using Hitl.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>Reads the section <c>Hitl:Redis</c> where the app has a configuration.</summary>
internal sealed class ConfigureRedisStoreOptions(IEnumerable<IConfiguration> configurations) : IConfigureOptions<RedisStoreOptions>
{
    public void Configure(RedisStoreOptions options) => configurations.LastOrDefault()?.GetSection(RedisStoreOptions.SectionName).Bind(options);
}
