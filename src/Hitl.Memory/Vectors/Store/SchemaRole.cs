namespace Hitl.Memory;

/// <summary>What a property in the schema of a collection is.</summary>
internal enum SchemaRole
{
    Key,
    Data,
    Vector,
}
