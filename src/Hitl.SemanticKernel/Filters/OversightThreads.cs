using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>How an app that calls Semantic Kernel itself says which thread a conversation is.</summary>
internal static class OversightThreads
{
    public const string Key = "hitl.thread";

    public static string? Find(Kernel kernel, PromptExecutionSettings? settings) =>
        settings?.ExtensionData?.TryGetValue(Key, out var value) == true && value?.ToString() is { Length: > 0 } id ? id
        : kernel.Data.TryGetValue(Key, out value) ? value as string
        : null;

    public static string? Find(KernelArguments arguments, Kernel kernel)
    {
        foreach (var settings in arguments.ExecutionSettings?.Values ?? [])
        {
            if (Find(kernel, settings) is { } id)
            {
                return id;
            }
        }

        return Find(kernel, settings: null);
    }

    public static string New() => $"t-{Guid.NewGuid():N}";
}
