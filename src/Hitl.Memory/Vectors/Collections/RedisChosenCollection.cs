namespace Hitl.Memory;

/// <summary>A collection whose store the server decides.</summary>
internal sealed class RedisChosenCollection<TKey, TRecord>(string name, RecordModel model, ChosenEngine engine) : RedisHybridCollection<TKey, TRecord>(name, model, engine)
    where TKey : notnull
    where TRecord : class;
