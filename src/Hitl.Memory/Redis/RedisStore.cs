using System.Globalization;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>The connection to Redis, made when it is first needed, and the names of the keys.</summary>
/// <remarks>Safe for concurrent use. A connection that was given is never closed; one that was made here is closed with the store.</remarks>
public sealed class RedisStore : IAsyncDisposable
{
    private readonly RedisStoreOptions _options;
    private readonly Func<CancellationToken, Task<IConnectionMultiplexer>> _connect;
    private readonly bool _owned;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IConnectionMultiplexer? _connection;
    private volatile IDatabase? _database;

    /// <summary>Creates a store on a connection of the caller.</summary>
    /// <param name="options">Key prefix and partitions.</param>
    /// <param name="connection">The connection; it stays the caller's.</param>
    public RedisStore(RedisStoreOptions options, IConnectionMultiplexer connection)
        : this(options, _ => Task.FromResult(connection), owned: false)
    {
        ArgumentNullException.ThrowIfNull(connection);
    }

    /// <summary>Creates a store that connects with <see cref="RedisStoreOptions.Configuration"/> when it is first used.</summary>
    /// <param name="options">Connection string, key prefix and partitions.</param>
    /// <exception cref="ArgumentException">The options have no connection string.</exception>
    public RedisStore(RedisStoreOptions options)
        : this(options, _ => ConnectAsync(options), owned: true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Configuration);
    }

    private RedisStore(RedisStoreOptions options, Func<CancellationToken, Task<IConnectionMultiplexer>> connect, bool owned)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _connect = connect;
        _owned = owned;
        Keys = new Keyspace(options.KeyPrefix, options.Partitions);
    }

    /// <summary>The names of the keys.</summary>
    public Keyspace Keys { get; }

    /// <summary>The database, after the first connection has checked that the number of partitions is the recorded one.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StoreUnavailableException">The server cannot be reached.</exception>
    /// <exception cref="StoreMismatchException">The server was first used with another number of partitions.</exception>
    public ValueTask<IDatabase> GetDatabaseAsync(CancellationToken cancellationToken = default) =>
        _database is { } database ? new(database) : new(OpenAsync(cancellationToken));

    /// <summary>Publish/subscribe on the same connection. Messages may be lost.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StoreUnavailableException">The server cannot be reached.</exception>
    /// <exception cref="StoreMismatchException">The server was first used with another number of partitions.</exception>
    public async ValueTask<ISubscriber> GetSubscriberAsync(CancellationToken cancellationToken = default)
    {
        await GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        return _connection?.GetSubscriber() ?? throw new StoreUnavailableException("The connection to Redis was closed.", innerException: null);
    }

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="values">Its arguments.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the script may have run all the same.</param>
    /// <returns>What the script returned.</returns>
    /// <exception cref="StoreUnavailableException">The server did not answer.</exception>
    public async Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default)
    {
        var database = await GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
        Task<RedisResult> answer;
        try
        {
            answer = database.ScriptEvaluateAsync(script, keys, values);
        }
        catch (ObjectDisposedException e)
        {
            // A connection that the app has closed says so at once.
            throw Unavailable(e);
        }

        return await CallAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Awaits an answer of the server and turns its failures into <see cref="StoreUnavailableException"/>.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Cancels the wait; the command may have run all the same.</param>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <exception cref="StoreUnavailableException">The server did not answer.</exception>
    public static async Task<T> CallAsync<T>(Task<T> answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or ObjectDisposedException)
        {
            throw Unavailable(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _database = null;
        if (_owned && Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _gate.Dispose();
    }

    private static StoreUnavailableException Unavailable(Exception e) => new($"Redis did not answer: {OneLine(e.Message)}", e);

    private async Task<IDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_database is { } opened)
            {
                return opened;
            }

            _connection ??= await CallAsync(_connect(cancellationToken), cancellationToken).ConfigureAwait(false);
            var database = _connection.GetDatabase();
            await CheckPartitionsAsync(database, cancellationToken).ConfigureAwait(false);
            return _database = database;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task CheckPartitionsAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var key = Keys.Key("partitions");
        var ours = _options.Partitions.ToString(CultureInfo.InvariantCulture);
        await CallAsync(database.StringSetAsync(key, ours, when: When.NotExists), cancellationToken).ConfigureAwait(false);
        var recorded = (string?)await CallAsync(database.StringGetAsync(key), cancellationToken).ConfigureAwait(false);
        if (recorded != ours)
        {
            throw new StoreMismatchException(
                $"The store '{_options.KeyPrefix}' was first used with {recorded} partitions and this process is set to {ours}. Set {RedisStoreOptions.SectionName}:Partitions to {recorded}, or use another KeyPrefix.");
        }
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(RedisStoreOptions options) =>
        await ConnectionMultiplexer.ConnectAsync(options.Configuration!).ConfigureAwait(false);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
