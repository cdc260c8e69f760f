namespace Hitl.SemanticKernel;

/// <summary>What a tool's name says of who writes what it returns.</summary>
internal static class OutputOrigins
{
    /// <summary>The origin that a name suggests.</summary>
    public static OutputOrigin OfName(string tool) => OutputOrigin.Internal;
}
