namespace Hitl.Memory;

/// <summary>A new value for a property, or none: a property can be set, cleared or left alone.</summary>
/// <typeparam name="T">The type of the property.</typeparam>
public readonly struct Change<T> : IEquatable<Change<T>>
{
    /// <summary>Sets the property.</summary>
    /// <param name="value">The new value; null clears it.</param>
    public Change(T value)
    {
        Value = value;
        IsSet = true;
    }

    /// <summary>Whether the property is set.</summary>
    public bool IsSet { get; }

    /// <summary>The new value.</summary>
    public T Value { get; }

    /// <summary>Sets a property.</summary>
    /// <param name="value">The new value; null clears it.</param>
    public static implicit operator Change<T>(T value) => new(value);

    /// <summary>The new value, or the old one.</summary>
    /// <param name="old">The old value.</param>
    public T Or(T old) => IsSet ? Value : old;

    /// <inheritdoc/>
    public bool Equals(Change<T> other) => IsSet == other.IsSet && EqualityComparer<T>.Default.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Change<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsSet, Value);

    /// <summary>Whether two changes are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Change<T> left, Change<T> right) => left.Equals(right);

    /// <summary>Whether two changes are different.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Change<T> left, Change<T> right) => !left.Equals(right);
}
