using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hitl.SemanticKernel;

/// <summary>Which calls a rule is about. A rule applies when every condition that is set holds.</summary>
public abstract class CallRule
{
    private protected CallRule()
    {
    }

    /// <summary>The plugin's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Plugin { get; set; }

    /// <summary>The function's name; <c>*</c> stands for any characters, case is ignored. Default <see langword="null"/>: any.</summary>
    public string? Function { get; set; }

    /// <summary>Regular expressions that the named arguments must match; an absent argument matches nothing. Values that are not strings are matched as JSON. Case is ignored, in names too, as kernel arguments do.</summary>
    /// <remarks>A match is given 50 ms; when it takes longer, the call waits for a person.</remarks>
    public IDictionary<string, string> Arguments { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A condition in code over the arguments. Default <see langword="null"/>: none. When it throws, the call waits for a person.</summary>
    [JsonIgnore]
    public Func<JsonElement, bool>? When { get; set; }

    /// <summary>Why, shown to reviewers and, when the call is denied, to the model. Default <see langword="null"/>: the rule's conditions.</summary>
    public string? Reason { get; set; }
}
