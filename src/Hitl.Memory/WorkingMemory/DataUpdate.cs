namespace Hitl.Memory;

/// <summary>How new data and old data become one.</summary>
public enum DataUpdate
{
    /// <summary>The new data takes the place of the old.</summary>
    Replace,

    /// <summary>Each name of the new data takes the place of the same name of the old.</summary>
    Merge,

    /// <summary>As <see cref="Merge"/>, and objects in both are merged themselves.</summary>
    DeepMerge,
}
