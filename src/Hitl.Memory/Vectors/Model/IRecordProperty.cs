namespace Hitl.Memory;

/// <summary>A property of any kind, as far as reading it from a record goes.</summary>
internal interface IRecordProperty
{
    /// <summary>The name of the property.</summary>
    string Name { get; }

    /// <summary>Its value in a record.</summary>
    /// <exception cref="InvalidCastException">A dictionary holds a value of another type under its name.</exception>
    object? Read(object record);
}
