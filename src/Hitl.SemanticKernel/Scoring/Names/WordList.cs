namespace Hitl.SemanticKernel;

/// <summary>Lists of words written as text.</summary>
internal static class WordList
{
    /// <summary>The words of a text.</summary>
    public static string[] Of(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
