namespace Hitl.Memory;

/// <summary>When the records of a collection expire.</summary>
internal sealed class RecordExpiry
{
    private readonly int _property = -1;
    private readonly TimeSpan? _timeToLive;

    /// <exception cref="InvalidOperationException">The property does not exist, or is no time.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time to live is not more than zero.</exception>
    public RecordExpiry(RecordModel model, RedisVectorCollectionOptions options)
    {
        if (options.TimeToLive is { } timeToLive)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromMilliseconds(1), nameof(options.TimeToLive));
            _timeToLive = timeToLive;
        }

        if (options.ExpiresAtProperty is { } name)
        {
            var field = model.Field(name);
            if (field is not DataField || (field.ScalarType != typeof(DateTimeOffset) && field.ScalarType != typeof(DateTime)) || field.IsCollection)
            {
                throw new InvalidOperationException($"The property '{name}' says when records expire, so it must be a data property of type DateTimeOffset or DateTime.");
            }

            _property = field.Ordinal - 1;
        }
    }

    /// <summary>Whether records can expire at all.</summary>
    public bool IsUsed => _timeToLive is not null || _property >= 0;

    /// <summary>When a record expires.</summary>
    /// <returns>Milliseconds since 1970, or milliseconds from now on the server's clock, or neither.</returns>
    public (long? At, long? After) Of(PreparedRecord record) => (_property >= 0 ? record.Values[_property] : null) switch
    {
        DateTimeOffset at => (at.ToUnixTimeMilliseconds(), null),
        // A time without a zone is taken as UTC, the same on every machine.
        DateTime at => (new DateTimeOffset(at.Kind == DateTimeKind.Local ? at.ToUniversalTime() : DateTime.SpecifyKind(at, DateTimeKind.Utc)).ToUnixTimeMilliseconds(), null),
        _ => (null, _timeToLive is { } after ? (long)Math.Ceiling(after.TotalMilliseconds) : null),
    };
}
