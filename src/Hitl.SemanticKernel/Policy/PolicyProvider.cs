using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel;

/// <summary>The policy that is in force.</summary>
internal sealed class PolicyProvider
{
    private readonly OversightPolicy _current;

    public PolicyProvider(IOptions<HitlOptions> options) => _current = new OversightPolicy(options.Value.Policy);

    public OversightPolicy Current => _current;
}
