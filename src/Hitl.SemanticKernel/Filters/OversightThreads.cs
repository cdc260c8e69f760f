using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>How an app that calls Semantic Kernel itself says which thread a conversation is.</summary>
internal static class OversightThreads
{
    public const string Key = "hitl.thread";

    public static string? Find(Kernel kernel, PromptExecutionSettings? settings) => KernelValues.Find(Key, kernel, settings);

    public static string? Find(KernelArguments arguments, Kernel kernel) => KernelValues.Find(Key, arguments, kernel);

    public static string New() => $"t-{Guid.NewGuid():N}";
}
