namespace Hitl.SemanticKernel;

/// <summary>Whom a model can ask.</summary>
public sealed class HumanAddressee
{
    /// <summary>The groups whose members may answer.</summary>
    /// <value>Default: none.</value>
    public IList<string> Groups { get; init; } = [];

    /// <summary>The ids of people who may answer.</summary>
    /// <value>Default: none. Without groups and people anybody may answer.</value>
    public IList<string> People { get; init; } = [];
}
