using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Whether a call is another try of an earlier one: at least half of its arguments have the same value, or long texts that differ in little.</summary>
internal static class SimilarArguments
{
    private const int MaxArguments = 64;
    private const int LongText = 16;
    private const double SameShare = 0.8;

    public static bool Are(JsonElement now, IDictionary<string, object?>? before)
    {
        var (count, same) = (0, 0);
        if (now.ValueKind == JsonValueKind.Object)
        {
            foreach (var argument in now.EnumerateObject())
            {
                if (++count > MaxArguments)
                {
                    return false;
                }

                same += before is not null && before.TryGetValue(argument.Name, out var value) && IsSame(argument.Value, value) ? 1 : 0;
            }
        }

        return same * 2 >= Math.Max(count, before?.Count ?? 0);
    }

    private static bool IsSame(JsonElement now, object? before)
    {
        if (now.ValueKind == JsonValueKind.String)
        {
            var text = before switch
            {
                string value => value,
                JsonElement { ValueKind: JsonValueKind.String } value => value.GetString(),
                _ => null,
            };
            return text is not null && IsSame(now.GetString(), text);
        }

        return before switch
        {
            JsonElement value => value.ValueKind == now.ValueKind && JsonMarshal.GetRawUtf8Value(now).SequenceEqual(JsonMarshal.GetRawUtf8Value(value)),
            null => now.ValueKind == JsonValueKind.Null,
            bool value => now.ValueKind == (value ? JsonValueKind.True : JsonValueKind.False),
            IFormattable value => JsonMarshal.GetRawUtf8Value(now).SequenceEqual(Encoding.UTF8.GetBytes(value.ToString(null, CultureInfo.InvariantCulture))),
            _ => false,
        };
    }

    private static bool IsSame(ReadOnlySpan<char> now, ReadOnlySpan<char> before)
    {
        now = now.Trim();
        before = before.Trim();
        var longer = now.Length >= before.Length ? now : before;
        var shorter = now.Length >= before.Length ? before : now;
        if (longer.Length < LongText)
        {
            return now.Equals(before, StringComparison.OrdinalIgnoreCase);
        }

        var start = longer.CommonPrefixLength(shorter);
        var end = 0;
        while (end < shorter.Length - start && longer[^(end + 1)] == shorter[^(end + 1)])
        {
            end++;
        }

        return start + end >= longer.Length * SameShare;
    }
}
