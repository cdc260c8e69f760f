using System.Globalization;
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

    /// <summary>
    /// What names the counts of a bound: which calls the rule is about, and how the bound counts them. So counts stay when rules change
    /// places, and when a limit is raised.
    /// </summary>
    public static string BoundId(PolicyRule rule, PolicyBound bound, int index)
    {
        var counted = new PolicyRule
        {
            Plugin = rule.Plugin,
            Function = rule.Function,
            User = rule.User,
            Flags = rule.Flags,
            RiskFrom = rule.RiskFrom,
            TrustBelow = rule.TrustBelow,
            Bounds = { new PolicyBound { Per = bound.Per, Window = bound.Window, Argument = bound.Argument } },
        };
        foreach (var (argument, pattern) in rule.Arguments.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            counted.Arguments.Add(argument, pattern);
        }

        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(counted, Default.PolicyRule));
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(digest.AsSpan(0, 12))}-{index}");
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
