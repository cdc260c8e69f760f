using Microsoft.Extensions.VectorData.ProviderServices;

namespace Hitl.Memory;

/// <summary>A property of a record that filters and orders can name: the key or a data property.</summary>
/// <param name="property">The property.</param>
/// <param name="ordinal">Its place among the stored values, see <see cref="RecordModel.FieldNames"/>.</param>
internal abstract class RecordField(PropertyModel property, int ordinal) : IRecordProperty
{
    /// <summary>The name of the property.</summary>
    public string Name => property.ModelName;

    /// <summary>The name it is stored under.</summary>
    public string StorageName => property.StorageName;

    public int Ordinal { get; } = ordinal;

    /// <summary>The declared type.</summary>
    public Type Type => property.Type;

    /// <summary>The type of a single value: of an element for a collection, without <see cref="Nullable{T}"/>.</summary>
    public abstract Type ScalarType { get; }

    /// <summary>Whether it holds several values.</summary>
    public virtual bool IsCollection => false;

    /// <summary>Whether the server keeps an index for it, so that filters on it need not read every record.</summary>
    public abstract bool IsIndexed { get; }

    public object? Read(object record) => property.GetValueAsObject(record);

    public void Write(object record, object? value) => property.SetValueAsObject(record, value);

    public override string ToString() => Name;
}
