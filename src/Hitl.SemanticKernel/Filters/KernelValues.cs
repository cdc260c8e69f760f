using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>What an app says of a conversation, on the execution settings or on the kernel. The settings take precedence.</summary>
internal static class KernelValues
{
    public static string? Find(string key, Kernel kernel, PromptExecutionSettings? settings) =>
        settings?.ExtensionData?.TryGetValue(key, out var value) == true && value?.ToString() is { Length: > 0 } text ? text
        : kernel.Data.TryGetValue(key, out value) ? value as string
        : null;

    public static string? Find(string key, KernelArguments arguments, Kernel kernel)
    {
        foreach (var settings in arguments.ExecutionSettings?.Values ?? [])
        {
            if (Find(key, kernel, settings) is { } text)
            {
                return text;
            }
        }

        return Find(key, kernel, settings: null);
    }

    public static void Set(string key, PromptExecutionSettings settings, string value)
    {
        settings.ExtensionData ??= new Dictionary<string, object>();
        settings.ExtensionData[key] = value;
    }
}
