using System.Globalization;
using System.Text;
using System.Text.Json;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Reads the records of calls.</summary>
internal static class LedgerRecords
{
    /// <summary>The fields of a call in the order that scripts return them after the call's id.</summary>
    private const string Fields = "sdxrapvteyouqhf";

    /// <summary>Reads a list: each entry as its length in bytes, a colon and the text.</summary>
    /// <exception cref="FormatException">It is no such list.</exception>
    public static IReadOnlyList<string> ReadList(RedisValue list) => [.. ReadBytes((byte[]?)list).Select(Encoding.UTF8.GetString)];

    /// <summary>Reads a list whose entries need not be text.</summary>
    /// <exception cref="FormatException">It is no such list.</exception>
    public static IReadOnlyList<byte[]> ReadBytes(ReadOnlySpan<byte> list)
    {
        var entries = new List<byte[]>();
        while (!list.IsEmpty)
        {
            var colon = list.IndexOf((byte)':');
            if (colon < 1 || !int.TryParse(list[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > list.Length - colon - 1)
            {
                throw new FormatException("A list has each entry as its length in bytes, a colon and the text.");
            }

            var end = colon + 1 + length;
            entries.Add(list[(colon + 1)..end].ToArray());
            list = list[end..];
        }

        return entries;
    }

    /// <summary>Writes a list in the form that <see cref="ReadList"/> reads.</summary>
    public static string WriteList(IEnumerable<string> entries) =>
        string.Concat(entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(e)}:{e}")));

    public static RedisValue[] FieldsOf(string callId) => [.. Fields.Select(f => (RedisValue)$"{f}:{callId}")];

    public static CallEntry ReadCall(RedisResult record)
    {
        var values = (RedisResult[])record!;
        return ReadCall((string)values[0]!, [.. values.Skip(1).Select(v => (RedisValue)v)]);
    }

    public static CallEntry ReadCall(string callId, RedisValue[] fields) =>
        new(callId, JsonSerializer.Deserialize((byte[])fields[1]!, LedgerJson.Relaxed.CallData)!, CallStates.Parse(fields[0]!))
        {
            Decision = fields[2].IsNull ? null : JsonSerializer.Deserialize((byte[])fields[2]!, LedgerJson.Relaxed.DecisionData),
            Edit = fields[11].IsNull ? null : JsonSerializer.Deserialize((byte[])fields[11]!, LedgerJson.Relaxed.DecisionData),
            Result = fields[3],
            Attempt = fields[4].IsNull ? 0 : (int)fields[4],
            ParentId = fields[5],
            ReviewId = fields[6],
            RecordedAt = Time(fields[7]),
            SettledAt = Time(fields[8]),
            DecidedAt = Time(fields[9]),
            AskedAt = Time(fields[10]),
            Returned = fields[12],
            Outcome = fields[13].IsNull ? null : CallStates.Parse(fields[13]!),
            Findings = fields[14].IsNull ? [] : JsonSerializer.Deserialize((byte[])fields[14]!, LedgerJson.Relaxed.IReadOnlyListResultFinding)!,
            IsOpen = false,
        };

    /// <summary>Reads all calls of a thread from the whole hash, in the order in which they were recorded.</summary>
    public static IEnumerable<CallEntry> ReadAll(RedisResult[] hash)
    {
        var fields = new Dictionary<string, RedisValue>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < hash.Length; i += 2)
        {
            fields[(string)hash[i]!] = (RedisValue)hash[i + 1];
        }

        return fields.Keys
            .Where(name => name.StartsWith("s:", StringComparison.Ordinal))
            .Select(name => name[2..])
            .Select(id => ReadCall(id, [.. FieldsOf(id).Select(f => fields.GetValueOrDefault(f!))]))
            .OrderBy(c => c.RecordedAt);
    }

    private static long Time(RedisValue value) => value.IsNull ? 0 : long.Parse(value.ToString(), CultureInfo.InvariantCulture);
}
