using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AgentDemo.Shop;

/// <summary>How the shop writes JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Effect))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
internal sealed partial class ShopJson : JsonSerializerContext;
