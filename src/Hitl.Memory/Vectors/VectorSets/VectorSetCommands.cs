using System.Globalization;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The commands of vector sets, in the dialects of Redis and of the embedded server.</summary>
/// <param name="database">The database.</param>
/// <param name="server">What the server is.</param>
/// <param name="settings">The settings of the collection's vector sets.</param>
internal sealed class VectorSetCommands(IDatabase database, VectorServer server, VectorSetSettings settings)
{
    /// <summary>Adds an element.</summary>
    public Task AddAsync(RedisKey set, RedisValue element, float[] vector, string? attributes, int exploration)
    {
        var arguments = new List<object>(14) { set, "FP32", VectorValues.ToBytes(vector), element };
        if (server.IsEmbedded)
        {
            arguments.AddRange(["NOQUANT", "EF", exploration, "M", settings.Links, "XDISTANCE_METRIC", "COSINE"]);
        }
        else
        {
            arguments.AddRange([settings.Quantization == VectorQuantization.None ? "NOQUANT" : "Q8", "EF", exploration]);
            if (attributes is not null)
            {
                arguments.AddRange(["SETATTR", attributes]);
            }

            arguments.AddRange(["M", settings.Links]);
        }

        return database.ExecuteAsync("VADD", arguments);
    }

    /// <summary>Removes an element; one that is not there is no error.</summary>
    public Task RemoveAsync(RedisKey set, RedisValue element) => database.ExecuteAsync("VREM", set, element);

    /// <summary>How many elements a vector set has.</summary>
    public async Task<long> CountAsync(RedisKey set) => (long)await database.ExecuteAsync("VCARD", set).ConfigureAwait(false);

    /// <summary>The closest elements, the closest first, with their cosine.</summary>
    /// <param name="set">The vector set.</param>
    /// <param name="vector">The vector to be close to.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="exploration">How many of the closest are followed.</param>
    /// <param name="isExact">Whether each element is looked at; Redis only.</param>
    /// <param name="filter">What the attributes must meet; Redis only.</param>
    public async Task<(string Element, double Cosine)[]> SimilarAsync(RedisKey set, float[] vector, int count, int exploration, bool isExact, string? filter)
    {
        var arguments = new List<object>(14)
        {
            set, "FP32", VectorValues.ToBytes(vector), "WITHSCORES", "COUNT", count, "EF", Math.Max(count, exploration),
        };
        if (filter is not null)
        {
            // Without it the server gives up after 100 elements for each one that is wanted.
            arguments.AddRange(["FILTER", filter, "FILTER-EF", int.MaxValue]);
        }

        if (isExact)
        {
            arguments.Add("TRUTH");
        }

        var answer = (RedisResult[])(await database.ExecuteAsync("VSIM", arguments).ConfigureAwait(false))!;
        var elements = new (string, double)[answer.Length / 2];
        for (var i = 0; i < elements.Length; i++)
        {
            var score = double.Parse((string)answer[(2 * i) + 1]!, CultureInfo.InvariantCulture);
            elements[i] = ((string)answer[2 * i]!, server.IsEmbedded ? 1 - score : (2 * score) - 1);
        }

        return elements;
    }
}
