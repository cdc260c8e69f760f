using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hitl.SemanticKernel;

/// <summary>Recognises results that report an error although the tool returned.</summary>
internal static partial class ErrorResults
{
    private const int HeadLength = 512;

    /// <summary>Whether a result reports an error.</summary>
    /// <param name="text">The result where it is text.</param>
    /// <param name="json">The result where it is JSON, or text that is JSON.</param>
    public static bool IsError(string? text, JsonElement? json) => json is { } value ? IsError(value) : text is not null && IsError(text);

    private static bool IsError(string text) => Words.IsMatch(text.Length > HeadLength ? text.AsSpan(0, HeadLength) : text.AsSpan());

    private static bool IsError(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return value.ValueKind == JsonValueKind.String && IsError(value.GetString()!);
        }

        var (hasStatus, saysMore) = (false, false);
        foreach (var member in value.EnumerateObject())
        {
            switch (member.Name.ToLowerInvariant())
            {
                case "error" or "errors" or "exception" or "fault" when IsSomething(member.Value):
                case "iserror" or "is_error" or "haserror" when member.Value.ValueKind == JsonValueKind.True:
                case "success" or "succeeded" or "ok" when member.Value.ValueKind == JsonValueKind.False:
                case "status" or "result" or "type" when member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.ToLowerInvariant() is "error" or "exception":
                    return true;
                case "status" or "statuscode" or "status_code" or "httpstatus" or "http_status" or "code":
                    hasStatus |= member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var code) && code is >= 400 and <= 599;
                    break;
                case "message" or "title" or "detail" or "reason" or "description" or "body" or "content":
                    saysMore = true;
                    break;
                default:
                    break;
            }
        }

        return hasStatus && (saysMore || value.EnumerateObject().Count() == 1);
    }

    private static bool IsSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => value.GetString()!.AsSpan().Trim() is { IsEmpty: false } text && !text.Equals("none", StringComparison.OrdinalIgnoreCase),
        JsonValueKind.Number => !value.TryGetInt64(out var number) || number != 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().MoveNext(),
        _ => true,
    };

    [GeneratedRegex(@"^\s*(?:\[?(?:(?:fatal|internal|unexpected|unhandled|http|server|api|tool|request) ){0,3}(?:error|exception|failure)\b(?:\s*\(?\d{1,5}\)?)?\s?[\]:!]|traceback \(most recent call last\)|(?:unhandled exception|fatal|panic):|[\w.]{1,80}(?:Exception|Error): |HTTP(?:/[\d.]{1,3})?(?: error| status)?:? [45]\d\d\b|(?:error|status)(?: code)?:? [45]\d\d\b|[45]\d\d (?:bad request|unauthorized|payment required|forbidden|not found|method not allowed|not acceptable|request timeout|conflict|gone|payload too large|unprocessable|too many requests|internal server error|not implemented|bad gateway|service unavailable|gateway timeout))|<title>\s*(?:error\b|[45]\d\d\b)|request failed with status(?: code)?:? [45]\d\d\b|command not found\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternTime.Limit)]
    private static partial Regex Words { get; }
}
