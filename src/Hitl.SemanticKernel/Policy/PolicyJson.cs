using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate)]
[JsonSerializable(typeof(PolicyOptions))]
internal sealed partial class PolicyJson : JsonSerializerContext
{
    /// <summary>The name of a policy and a digest of its content.</summary>
    public static string Version(PolicyOptions options)
    {
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(options, Default.PolicyOptions));
        return $"{options.Name}@{Convert.ToHexStringLower(digest.AsSpan(0, 6))}";
    }

    /// <summary>A copy that later changes of the options do not reach.</summary>
    public static PolicyOptions Copy(PolicyOptions options)
    {
        var copy = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(options, Default.PolicyOptions), Default.PolicyOptions)!;
        for (var i = 0; i < options.Rules.Count; i++)
        {
            copy.Rules[i].When = options.Rules[i].When;
        }

        return copy;
    }
}
