using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The connection of a vector store, and what the server at its other end offers, which is asked once per connection.</summary>
internal sealed class VectorConnection
{
    private static readonly ConditionalWeakTable<IConnectionMultiplexer, Lazy<Task<VectorServer>>> Servers = [];

    private readonly Func<CancellationToken, ValueTask<IDatabase>> _open;

    /// <param name="database">A connection of the caller.</param>
    public VectorConnection(IDatabase database)
        : this(_ => new(database)) => ArgumentNullException.ThrowIfNull(database);

    /// <param name="connection">A connection of the caller.</param>
    public VectorConnection(IConnectionMultiplexer connection)
        : this(_ => new(connection.GetDatabase())) => ArgumentNullException.ThrowIfNull(connection);

    /// <param name="store">A store, whose connection is made when it is first needed.</param>
    public VectorConnection(RedisStore store)
        : this(store.GetDatabaseAsync) => ArgumentNullException.ThrowIfNull(store);

    /// <param name="open">Gives the database, connecting first where that is still to be done.</param>
    public VectorConnection(Func<CancellationToken, ValueTask<IDatabase>> open) => _open = open;

    public ValueTask<IDatabase> OpenAsync(CancellationToken cancellationToken) => _open(cancellationToken);

    /// <summary>What the server offers.</summary>
    public static async ValueTask<VectorServer> ServerAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var asked = Servers.GetValue(database.Multiplexer, _ => new(() => VectorServer.AskAsync(database)));
        try
        {
            return await asked.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (VectorOperations.IsServerFailure(e))
        {
            Servers.Remove(database.Multiplexer);
            throw;
        }
    }
}
