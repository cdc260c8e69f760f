namespace Hitl.Memory;

/// <summary>How many tokens the windows of known models have.</summary>
internal static class ModelWindows
{
    /// <summary>The window that is assumed where none is known, in tokens.</summary>
    public const int Unknown = 16_000;

    // The longest beginning counts. The numbers are those that the makers publish.
    private static readonly (string Beginning, int Window)[] Known =
    [
        ("gpt-3.5-turbo", 16_385), ("gpt-4-32k", 32_768), ("gpt-4-turbo", 128_000), ("gpt-4.1", 1_047_576), ("gpt-4o", 128_000), ("gpt-4", 8_192), ("gpt-5", 400_000),
        ("o1-mini", 128_000), ("o1", 200_000), ("o3", 200_000), ("o4-mini", 200_000),
        ("claude-2", 100_000), ("claude-", 200_000), ("gemini-1.5-pro", 2_097_152), ("gemini-", 1_048_576),
        ("mistral-large", 128_000), ("llama3.1", 128_000), ("llama-3.1", 128_000), ("llama3.2", 128_000), ("llama-3.3", 128_000), ("qwen2.5", 32_768), ("phi-3", 128_000),
    ];

    /// <summary>The window of a model, or null when it is not known.</summary>
    public static int? Of(string? model) => model is null ? null
        : Known.Where(entry => model.StartsWith(entry.Beginning, StringComparison.OrdinalIgnoreCase)).OrderByDescending(entry => entry.Beginning.Length).Select(entry => (int?)entry.Window).FirstOrDefault();
}
