using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Reads the answers of Redis Search, which are arrays or maps, as the connection's protocol has it.</summary>
internal static class SearchReply
{
    /// <summary>A field of a map, or of an array of names and values.</summary>
    public static RedisResult? Field(RedisResult map, string name)
    {
        for (var i = 0; i + 1 < map.Length; i += 2)
        {
            if ((string?)map[i] == name)
            {
                return map[i + 1];
            }
        }

        return null;
    }

    /// <summary>The rows of <c>FT.AGGREGATE</c>: maps, or arrays of names and values.</summary>
    public static IEnumerable<RedisResult> Rows(RedisResult answer)
    {
        if (answer.Resp3Type == ResultType.Map)
        {
            var results = Field(answer, "results")!;
            for (var i = 0; i < results.Length; i++)
            {
                yield return Field(results[i], "extra_attributes")!;
            }

            yield break;
        }

        for (var i = 1; i < answer.Length; i++)
        {
            yield return answer[i];
        }
    }

    /// <summary>How many records <c>FT.SEARCH</c> found, on whatever page.</summary>
    public static long Total(RedisResult answer) => (long)(answer.Resp3Type == ResultType.Map ? Field(answer, "total_results")! : answer[0]);

    /// <summary>The keys that <c>FT.SEARCH</c> found, without their content.</summary>
    public static IEnumerable<string> Keys(RedisResult answer)
    {
        if (answer.Resp3Type == ResultType.Map)
        {
            var results = Field(answer, "results")!;
            for (var i = 0; i < results.Length; i++)
            {
                yield return (string)Field(results[i], "id")!;
            }

            yield break;
        }

        for (var i = 1; i < answer.Length; i++)
        {
            yield return (string)answer[i]!;
        }
    }

    /// <summary>The keys that <c>FT.SEARCH</c> found and their scores, without their content.</summary>
    public static IEnumerable<(string Key, double Score)> Scored(RedisResult answer)
    {
        if (answer.Resp3Type == ResultType.Map)
        {
            var results = Field(answer, "results")!;
            for (var i = 0; i < results.Length; i++)
            {
                yield return ((string)Field(results[i], "id")!, (double)Field(results[i], "score")!);
            }

            yield break;
        }

        for (var i = 1; i + 1 < answer.Length; i += 2)
        {
            yield return ((string)answer[i]!, (double)answer[i + 1]);
        }
    }
}
