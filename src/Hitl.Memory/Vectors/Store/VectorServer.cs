using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>What a server offers to vector stores.</summary>
/// <param name="IsEmbedded">Whether it is Garnet, the embedded server, whose vector sets differ from those of Redis.</param>
/// <param name="HasVectorSets">Whether it has vector sets.</param>
/// <param name="HasSearch">Whether it has Redis Search.</param>
internal sealed record VectorServer(bool IsEmbedded, bool HasVectorSets, bool HasSearch)
{
    public static async Task<VectorServer> AskAsync(IDatabase database)
    {
        // COSCAN is a command of Garnet alone. INFO would need a connection with administrator's rights.
        var known = (RedisResult[])(await database.ExecuteAsync("COMMAND", "INFO", "VSIM", "FT.SEARCH", "COSCAN").ConfigureAwait(false))!;
        return new(IsKnown(known, "COSCAN"), IsKnown(known, "VSIM"), IsKnown(known, "FT.SEARCH"));
    }

    // Some servers leave unknown commands out of the answer where others answer null for them.
    private static bool IsKnown(RedisResult[] commands, string name) => commands.Any(command =>
        !command.IsNull && command.Length > 0 && string.Equals((string?)command[0], name, StringComparison.OrdinalIgnoreCase));
}
