using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Notifiers;

/// <summary>A request that a <see cref="HookServer"/> got.</summary>
internal sealed record HookRequest(Dictionary<string, string> Headers, byte[] Body, long At)
{
    public JsonElement Json => JsonElement.Parse(Body);
}
