namespace Hitl.Memory;

/// <summary>How Redis keeps the numbers of vectors in the index of a vector set.</summary>
public enum VectorQuantization
{
    /// <summary>8 bits each: a quarter of the memory, and faster.</summary>
    EightBit,

    /// <summary>32 bits each.</summary>
    None,
}
