using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

/// <summary>Webhooks leave the app, so the default encoder stays: it escapes what markup could be made of.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class WebhookJson : JsonSerializerContext;
