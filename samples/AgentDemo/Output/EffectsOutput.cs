using AgentDemo.Shop;

namespace AgentDemo.Output;

/// <summary>What the tools did.</summary>
internal sealed record EffectsOutput(IReadOnlyList<Effect> Effects);
