namespace Hitl.SemanticKernel;

/// <summary>The run whose turn the current flow belongs to.</summary>
internal static class RunScope
{
    private static readonly AsyncLocal<ThreadRun?> Ambient = new();

    public static ThreadRun? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
