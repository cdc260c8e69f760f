namespace Hitl.SemanticKernel;

/// <summary>Flags in words.</summary>
internal static class FlagWords
{
    public static string Of(RiskFlags flags) =>
        string.Join(" and ", Enum.GetValues<RiskFlags>().Where(f => f != RiskFlags.None && flags.HasFlag(f)).Select(Word));

    private static string Word(RiskFlags flag) => flag switch
    {
        RiskFlags.CodeExecution => "running code",
        RiskFlags.Privilege => "changing privileges",
        _ => flag.ToString().ToLowerInvariant(),
    };
}
