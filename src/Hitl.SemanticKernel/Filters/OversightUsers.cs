using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>How an app says for whom its agent acts.</summary>
internal static class OversightUsers
{
    public const string Key = "hitl.user";

    public static string? Find(Kernel kernel, PromptExecutionSettings? settings) => KernelValues.Find(Key, kernel, settings);

    public static string? Find(KernelArguments arguments, Kernel kernel) => KernelValues.Find(Key, arguments, kernel);
}
