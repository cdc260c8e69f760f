using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Hitl.Memory;

/// <summary>Reads the section <c>Hitl:Memory</c> where the app has a configuration. A name in it that does not exist is an error.</summary>
internal sealed class ConfigureMemoryOptions(IEnumerable<IConfiguration> configurations) : IConfigureOptions<MemoryOptions>
{
    /// <exception cref="OptionsValidationException">The section holds what the options do not.</exception>
    public void Configure(MemoryOptions options)
    {
        if (configurations.LastOrDefault()?.GetSection(MemoryOptions.SectionName) is not { } section)
        {
            return;
        }

        try
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(MemoryOptions), [$"{MemoryOptions.SectionName}: {e.Message} {e.InnerException?.Message}".TrimEnd()]);
        }
    }
}
