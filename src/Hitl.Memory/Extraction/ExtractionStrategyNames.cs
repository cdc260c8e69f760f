namespace Hitl.Memory;

/// <summary>The names of extraction strategies on memories.</summary>
internal static class ExtractionStrategyNames
{
    public static string Of(ExtractionKind kind) => kind switch
    {
        ExtractionKind.Summary => "summary",
        ExtractionKind.Preferences => "preferences",
        ExtractionKind.Custom => "custom",
        _ => "discrete",
    };
}
