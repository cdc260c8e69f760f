namespace Hitl.Testing;

/// <summary>What people say that a tool of the transcripts does.</summary>
public enum ToolLabel
{
    /// <summary>It only reads.</summary>
    Read,

    /// <summary>It has an effect on the world.</summary>
    Effect,

    /// <summary>Its name and use do not tell.</summary>
    Unclear,
}
